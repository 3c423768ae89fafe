# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# count-tests.py MESON-LOGS: prints the log of each test program that failed, then the closing line
# of ./dev test, counted over the tests within the programs. Exits with 1 if any failed or none ran.
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

LINES_SHOWN = 200


def count_cases (path):
    """{test program: [passed, failed, skipped]}, of the JUnit file that Meson writes."""
    counts = {}
    if path.exists ():
        for case in ElementTree.parse (path).getroot ().iter ('testcase'):
            # A program that reports several tests is a class PROJECT.PROGRAM, one that does not is a case.
            program = case.get ('classname').partition ('.')[2] or case.get ('name')
            count = counts.setdefault (program, [0, 0, 0])
            if case.find ('failure') is not None or case.find ('error') is not None:
                count[1] += 1
            elif case.find ('skipped') is not None:
                count[2] += 1
            else:
                count[0] += 1
    return counts


def main (logs):
    counts = count_cases (logs / 'testlog.junit.xml')
    runs = logs / 'testlog.json'
    if runs.exists ():
        for line in runs.read_text (encoding='utf-8', errors='replace').splitlines ():
            run = json.loads (line)
            if run['result'] in ('OK', 'SKIP', 'EXPECTEDFAIL'):
                continue
            # A program that died may have reported nothing but successes.
            count = counts.setdefault (run['name'], [0, 0, 0])
            count[1] = max (count[1], 1)
            print (f"\n---- {run['name']}: {run['result']} (exit code {run['returncode']}, {run['duration']:.1f} s)")
            for stream in ('stdout', 'stderr'):
                text = run.get (stream, '').rstrip ().splitlines ()
                if len (text) > LINES_SHOWN:
                    print (f'... {len (text) - LINES_SHOWN} lines above are in {logs / "testlog.txt"}')
                print ('\n'.join (text[-LINES_SHOWN:]))

    passed, failed, skipped = (sum (count[i] for count in counts.values ()) for i in range (3))
    if passed + failed == 0:
        print ('\nNo test ran. `./dev test --list` lists the names.')
    print (f'\n{skipped} skipped, for reasons that the log above gives.' if skipped else '')
    print (f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


sys.exit (main (Path (sys.argv[1])))
