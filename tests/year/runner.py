"""Starts one program after the other and reports the resources that each used.

A separate process, started before the world grows, because Linux includes the memory of the parent process at the start
in the peak memory of the child.
"""
import json
import os
import subprocess
import sys


def main():
    for line in sys.stdin:
        order = json.loads(line)
        with open(order["said"], "wb") as said:
            process = subprocess.Popen(order["command"], stdout=said, stderr=said, env=order["env"])
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        print(json.dumps({"status": process.returncode, "seconds": usage.ru_utime + usage.ru_stime,
                          "resident": usage.ru_maxrss}), flush=True)


if __name__ == "__main__":
    main()
