"""Django's test runner, whose parallel run reports each failure, whatever hangs on the test or on its exception.

Processes send each other failures by pickle. A browser, a page or an exception of Playwright's cannot be sent, and with
Django's own runner such a failure breaks off the whole run, without any test's name.
"""

import pickle
import sys
import traceback
from unittest.case import _SubTest

from django.test.runner import DiscoverRunner, ParallelTestSuite, RemoteTestResult, RemoteTestRunner


def can_be_sent(value):
    """Whether ``value`` reaches another process, and arrives there."""
    try:
        pickle.loads(pickle.dumps(value))
    except Exception:  # whatever a class of any library makes of it
        return False
    return True


def sendable(error):
    """Return ``error``, a triple of ``sys.exc_info()``, or one that says the same in words."""
    if can_be_sent(error):
        return error
    kind = AssertionError if issubclass(error[0], AssertionError) else Exception
    return kind, kind("\n" + "".join(traceback.format_exception(*error))), None


class SubTestInWords(_SubTest):
    """A subtest on a fresh instance of its test, whose message and parameters are one text."""

    def __init__(self, subtest):
        case = subtest.test_case
        super().__init__(type(case)(case._testMethodName), subtest._subDescription(), {})

    def _subDescription(self):
        return self._message


def tell(test):
    """Say at once what has failed: why, all processes say together at the end."""
    print(f"\nFAILED: {test.id()}", file=sys.stderr, flush=True)


class SendableResult(RemoteTestResult):
    """What one process found: it can always be sent."""

    def addError(self, test, err):
        tell(test)
        super().addError(test, sendable(err))

    def addFailure(self, test, err):
        tell(test)
        super().addFailure(test, sendable(err))

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, sendable(err))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            tell(subtest)
            subtest, err = SubTestInWords(subtest), sendable(err)
        super().addSubTest(test, subtest, err)


class SendableRunner(RemoteTestRunner):
    resultclass = SendableResult


class SendableSuite(ParallelTestSuite):
    runner_class = SendableRunner


class Runner(DiscoverRunner):
    """The runner that settings name."""

    parallel_test_suite = SendableSuite
