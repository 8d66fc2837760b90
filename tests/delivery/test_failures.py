"""Where the machine fails, people read what has failed; where a second try may help, there is one."""

import errno
import threading
from html import unescape

from django.db import OperationalError, close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase, TransactionTestCase, override_settings
from django.urls import path

from articles.models import Article
from civitas_cms.delivery import failures
from civitas_cms.urls import urlpatterns as of_the_site
from tests.factories import ArticleFactory

FAILING = {"exception": None}


def failing(request):
    raise FAILING["exception"]


def colliding(request, first, second):
    """Change two articles in this order, in one transaction; between the two, wait until the other request has one."""
    with transaction.atomic():
        Article.objects.filter(pk=first).update(title="changed")
        if not hasattr(request, "is_second_try"):
            BARRIER.wait(timeout=30)
        Article.objects.filter(pk=second).update(title="changed")
    return HttpResponse("saved")


BARRIER = threading.Barrier(2)
urlpatterns = [
    path("failing/", failing),
    path("colliding/<int:first>/<int:second>/", colliding),
    *of_the_site,
]


def database_error(sqlstate):
    cause = type("Cause", (Exception,), {"pgcode": sqlstate})()
    error = OperationalError("failed")
    error.__cause__ = cause
    return error


@override_settings(ROOT_URLCONF=__name__)
class TrueWordsTests(TestCase):
    def test_each_failure_is_called_what_it_is(self):
        cases = [
            (database_error("57014"), failures.TOO_SLOW),
            (database_error("55P03"), failures.SAVED_AT_ONCE),
            (database_error("40P01"), failures.SAVED_AT_ONCE),  # the second time
            (database_error("53100"), failures.NO_ROOM),
            (database_error("25006"), failures.READ_ONLY),
            (database_error(None), failures.NO_DATABASE),
            (OSError(errno.ENOSPC, "full"), failures.NO_ROOM),
            (OSError(errno.EROFS, "read-only"), failures.READ_ONLY),
        ]
        for exception, failure in cases:
            with self.subTest(failure.heading):
                FAILING["exception"] = exception
                response = self.client.get("/failing/")
                self.assertContains(response, failure.heading, status_code=503)
                self.assertIn(str(failure.explanation), unescape(response.content.decode()))
                self.assertGreater(int(response.headers["Retry-After"]), 0)

    def test_a_mistake_of_ours_is_none_of_the_machine(self):
        FAILING["exception"] = OSError(errno.ENOENT, "no such file")
        with self.assertRaises(OSError):
            self.client.get("/failing/")


@override_settings(ROOT_URLCONF=__name__)
class DeadlockTests(TransactionTestCase):
    def test_whoever_loses_a_deadlock_is_asked_once_more_and_wins(self):
        one, other = ArticleFactory(), ArticleFactory()
        BARRIER.reset()
        answers = []

        def ask(first, second):
            try:
                answers.append(Client().get(f"/colliding/{first.pk}/{second.pk}/").status_code)
            except Exception as error:
                answers.append(repr(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=ask, args=pair) for pair in ((one, other), (other, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        close_old_connections()
        self.assertEqual(answers, [200, 200])
        self.assertEqual(set(Article.objects.values_list("title", flat=True)), {"changed"})


class RelatedArticlesTests(TransactionTestCase):
    def test_two_who_save_articles_that_name_each_other_do_not_wait_for_each_other(self):
        one, other = ArticleFactory(), ArticleFactory()
        with transaction.atomic():
            Article.objects.select_for_update(no_key=True).get(pk=one.pk)
            answers = []

            def relate():
                try:
                    other.related_articles.add(one)
                    answers.append("saved")
                except Exception as error:
                    answers.append(repr(error))
                finally:
                    connection.close()

            thread = threading.Thread(target=relate)
            thread.start()
            thread.join(timeout=30)
            self.assertEqual(answers, ["saved"])
