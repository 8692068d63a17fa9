# bash completion for headwater. The program lists what can be completed: headwater --complete [COMMAND].

_headwater()
{
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command= kind name value i
    local -A wants=()
    local -a words=() operands=()

    # Options without a command are those that every command has.
    while IFS=$'\t' read -r kind name value _; do
        [ "$kind" = option ] && [ "$value" != - ] && wants[$name]=$value
    done < <("$program" --complete 2>/dev/null)
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} == -* ]]; then
            [ -z "${wants[${COMP_WORDS[i]}]-}" ] || ((i++))
        else
            command=${COMP_WORDS[i]}
            break
        fi
    done
    while IFS=$'\t' read -r kind name value _; do
        case $kind in
            option)
                [ "$value" = - ] || wants[$name]=$value
                [[ $word != -* ]] || words+=("$name")
                ;;
            command) [[ $word == -* ]] || words+=("$name") ;;
            operand) operands+=("$name") ;;
        esac
    done < <("$program" --complete ${command:+"$command"} 2>/dev/null)

    COMPREPLY=()
    if [ -n "${wants[$before]-}" ]; then
        case ${wants[$before]} in
            FILE | PATH | DIR | ITEM) compopt -o default 2>/dev/null ;;
        esac
        return
    fi
    for name in "${operands[@]}"; do
        case $name in
            FILE) [[ $word == -* ]] || compopt -o default 2>/dev/null ;;
            [a-z]*) [[ $word == -* ]] || words+=("$name") ;;
        esac
    done
    mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$word")
}

complete -F _headwater headwater
