#!/usr/bin/env python3
"""How fast headwater reads feeds, beside xmllint and feedparser on the same files in the same run.

    parse_bench.py HEADWATER [MEGABYTES] [--memory]

Prints JSON lines: one a reader (seconds, MB/s), then the ratios. Best of three for each; feedparser reads a tenth of the
files once. --memory also reads one feed of 200 MB and tells the most memory that took.
"""
import glob, json, os, pathlib, resource, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).parent
FEEDPARSER = ('import sys,time,feedparser\nt=time.process_time()\n'
              'for f in sys.argv[1:]: feedparser.parse(open(f,"rb").read())\nprint(time.process_time()-t)')


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command, files):
    """Processor seconds of all files, the best of three rounds: other work on the machine does not count."""
    best = None
    for _ in range(3):
        start = cpu()
        for file in files:
            subprocess.run(command + [file], stdout=subprocess.DEVNULL, check=True)
        best = min(best or 1e9, cpu() - start)
    return best


def tell(**what):
    print(json.dumps(what), flush=True)


def speed(headwater, folder, size):
    subprocess.run([sys.executable, str(HERE / 'make_feeds.py'), folder, str(size)], check=True)
    files = sorted(glob.glob(folder + '/*.xml'))
    megabytes = sum(os.path.getsize(f) for f in files) / 1e6
    readers = {'xmllint --stream --noout': ['xmllint', '--stream', '--noout'],
               'headwater parse --raw --count': [headwater, 'parse', '--raw', '--count'],
               'headwater parse --count': [headwater, 'parse', '--count']}
    seconds = {}
    for name, command in readers.items():
        seconds[name] = timed(command, files)
        tell(reader=name, megabytes=round(megabytes, 1), seconds=round(seconds[name], 3), mb_per_s=round(megabytes / seconds[name], 1))
    lint, raw, clean = seconds.values()
    tell(ratio='parse / xmllint', value=round(raw / lint, 2))
    tell(ratio='parse and clean / xmllint', value=round(clean / lint, 2))
    some = files[::4]
    run = subprocess.run(['/usr/bin/python3', '-c', FEEDPARSER, *some], capture_output=True, text=True)
    if run.returncode != 0:
        tell(reader='feedparser', skipped='python3-feedparser is not installed')
        return
    part = sum(os.path.getsize(f) for f in some) / 1e6
    rate = part / float(run.stdout)
    tell(reader='feedparser', megabytes=round(part, 1), seconds=round(float(run.stdout), 2), mb_per_s=round(rate, 2))
    tell(ratio='parse and clean / feedparser, throughput', value=round(megabytes / clean / rate, 1))


def memory(headwater, folder):
    subprocess.run([sys.executable, str(HERE / 'make_feeds.py'), folder, '200', '--single'], check=True)
    command = [headwater, 'parse', '--count', folder + '/single.xml']
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    tell(memory='one feed of 200 MB', megabytes=round(used.ru_maxrss * 1024 / 1e6, 1), seconds=round(used.ru_utime + used.ru_stime, 2), status=status)


def main():
    arguments = [a for a in sys.argv[1:] if a != '--memory']
    with tempfile.TemporaryDirectory() as folder:
        speed(arguments[0], folder + '/feeds', float(arguments[1]) if len(arguments) > 1 else 50)
        if '--memory' in sys.argv:
            memory(arguments[0], folder)


if __name__ == '__main__':
    main()
