"""Share links are made, shown and revoked on the item's page."""

from datetime import timedelta

from civitas_cms.publishing.models import ShareLink, State
from civitas_cms.roles import CONTRIBUTOR, PROGRAMME_MANAGER
from tests.factories import ArticleFactory, staff
from tests.newsroom.base import url_of
from tests.publishing.previews.test_share_links import ShareLinkTestCase


class InTheFormTests(ShareLinkTestCase):
    def make(self, days="7", item=None):
        return self.client.post(url_of(item or self.draft, "share"), {"days": days}, follow=True)

    def revoke(self, link, item=None):
        return self.client.post(url_of(item or self.draft, "revoke"), {"link": link.pk}, follow=True)

    def test_it_is_made_shown_and_revoked(self):
        for days in (1, 7, 30):
            page = self.make(str(days))
            link = ShareLink.objects.first()
            self.assertContains(page, f'value="http://testserver{link.get_absolute_url()}"')
            self.assertEqual((link.item, link.made_by), (self.draft, self.administrator))
            self.assertEqual(link.expires_at - link.made_at, timedelta(days=days))
        page = self.revoke(link)
        self.assertNotContains(page, link.get_absolute_url())
        self.assertEqual(self.visit(link).status_code, 410)

    def test_who_may_change_the_item_may_share_it(self):
        self.client.force_login(staff(CONTRIBUTOR))
        self.make()
        link = ShareLink.objects.get()
        self.revoke(link)
        self.assertEqual(self.visit(link).status_code, 410)

    def test_who_may_not_change_it_neither_makes_nor_sees_nor_revokes_links(self):
        link = self.share()
        self.client.force_login(staff(PROGRAMME_MANAGER))
        self.assertNotContains(self.client.get(url_of(self.draft)), link.get_absolute_url())
        self.assertEqual(self.make().status_code, 403)
        self.assertEqual(self.revoke(link).status_code, 403)
        self.assertEqual((ShareLink.objects.count(), self.visit(link).status_code), (1, 200))

    def test_what_visitors_see_anyway_needs_no_link(self):
        public = ArticleFactory()
        self.assertNotContains(self.client.get(url_of(public)), "Make a link")

    def test_nonsense_is_refused(self):
        other = self.share(ArticleFactory(state=State.DRAFT))
        for days in ("", "2", "-1", "365", "seven"):
            self.assertEqual(self.make(days).status_code, 404)
        self.assertEqual(self.revoke(other).status_code, 404)  # of another item
        self.assertEqual(self.client.get(url_of(self.draft, "share")).status_code, 405)
        self.assertEqual(self.client.get(url_of(self.draft, "revoke")).status_code, 405)
        for key in ("", "٣", "9" * 30, "-1"):
            self.assertEqual(self.client.post(url_of(self.draft, "revoke"), {"link": key}).status_code, 404)
        self.assertEqual(self.visit(other).status_code, 200)
