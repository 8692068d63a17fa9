# fish completion for headwater. The program lists what can be completed: headwater --complete [COMMAND].

function __headwater_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -l word (commandline -ct)
    set -l valued
    set -l command
    set -l skip no
    for line in ($program --complete 2>/dev/null)
        set -l fields (string split \t -- $line)
        test $fields[1] = option; and test "$fields[3]" != -; and set -a valued $fields[2]
    end
    for w in $words[2..-1]
        if test $skip = yes
            set skip no
        else if contains -- $w $valued
            set skip yes
        else if not string match -q -- '-*' $w
            set command $w
            break
        end
    end
    set -l last $words[-1]
    for line in ($program --complete $command 2>/dev/null)
        set -l fields (string split \t -- $line)
        # not one test with -a: it would take "-h" for an operator
        if test $fields[1] = option; and test "$fields[2]" = "$last"; and test "$fields[3]" != -
            contains -- $fields[3] FILE PATH DIR ITEM; and __fish_complete_path $word
            return
        end
    end
    for line in ($program --complete $command 2>/dev/null)
        set -l fields (string split \t -- $line)
        switch $fields[1]
            case option
                string match -q -- '-*' $word; and printf '%s\t%s\n' $fields[2] $fields[4]
            case command
                string match -q -- '-*' $word; or printf '%s\t%s\n' $fields[2] $fields[3]
            case operand
                if test "$fields[2]" = FILE
                    string match -q -- '-*' $word; or __fish_complete_path $word
                else if string match -qr '^[a-z]' -- $fields[2]
                    string match -q -- '-*' $word; or printf '%s\n' $fields[2]
                end
        end
    end
end

complete -c headwater -f -a '(__headwater_complete)'
