"""Which addresses lead to a video that our pages can show."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from civitas_cms.pages.video import Video, parse_video_address
from tests.factories import PageFactory, PageVideoFactory

YOUTUBE = Video("YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1")
VIMEO = Video("Vimeo", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1")


class VideoAddressTests(SimpleTestCase):
    def test_every_way_to_write_a_videos_address_leads_to_the_player_that_tracks_less(self):
        for address in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "http://youtube.com/watch?v=dQw4w9WgXcQ",
            "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1",
            "https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ#comments",
            "https://youtu.be/dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ?si=AbC-1&t=soon",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube.com/live/dQw4w9WgXcQ/",
            "HTTPS://WWW.YOUTUBE.COM/watch?v=dQw4w9WgXcQ",
        ]:
            with self.subTest(address):
                self.assertEqual(parse_video_address(address), YOUTUBE)
        for address in [
            "https://vimeo.com/76979871",
            "https://www.vimeo.com/76979871/",
            "https://vimeo.com/channels/staffpicks/76979871",
            "https://vimeo.com/groups/shortfilms/videos/76979871",
            "https://vimeo.com/album/2838732/video/76979871",
            "https://vimeo.com/showcase/2838732/video/76979871",
            "https://vimeo.com/ondemand/trams/76979871",
            "https://vimeo.com/manage/videos/76979871",
            "https://vimeo.com/76979871?share=copy#comments",
        ]:
            with self.subTest(address):
                self.assertEqual(parse_video_address(address), VIMEO)

    def test_a_video_on_vimeo_that_is_not_listed_keeps_its_key(self):
        player = "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1&autoplay=1"
        for address in [
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://vimeo.com/76979871?h=8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
            "https://vimeo.com/76979871/8272103f6e?share=copy",
        ]:
            with self.subTest(address):
                self.assertEqual(parse_video_address(address), Video("Vimeo", player))
        self.assertEqual(parse_video_address('https://vimeo.com/76979871?h="onload="'), VIMEO)

    def test_a_video_of_the_european_commission_is_played_by_its_audiovisual_service(self):
        player = "https://audiovisual.ec.europa.eu/embed/index.html?ref=I-276622&lg={}&autoplay=true"
        for address, language in {
            "https://audiovisual.ec.europa.eu/en/video/I-276622": "EN",
            "https://audiovisual.ec.europa.eu/fr/media/video/I-276622": "FR",
            "https://audiovisual.ec.europa.eu/embed/index.html?ref=I-276622&lg=EN": "EN",
            "https://ec.europa.eu/avservices/video/player.cfm?sitelang=en&ref=I-276622": "EN",
        }.items():
            with self.subTest(address):
                self.assertEqual(parse_video_address(address).player_url, player.format(language))

    def test_it_begins_where_its_address_says(self):
        for address, start in {
            "https://youtu.be/dQw4w9WgXcQ?t=90": "&start=90",
            "https://youtu.be/dQw4w9WgXcQ?si=x&t=90s": "&start=90",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m30s": "&start=90",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ#t=1h2m3s": "&start=3723",
            "https://www.youtube.com/embed/dQw4w9WgXcQ?start=90": "&start=90",
            "https://www.youtube.com/live/dQw4w9WgXcQ?t=2m": "&start=120",
            "https://vimeo.com/76979871#t=90s": "#t=90s",
            "https://vimeo.com/76979871?h=8272103f6e#t=1m30s": "#t=90s",
            "https://audiovisual.ec.europa.eu/en/video/I-276622?starttime=90": "&starttime=90",
        }.items():
            with self.subTest(address):
                self.assertTrue(parse_video_address(address).player_url.endswith(start))

    def test_pages_let_the_players_in(self):
        allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"]
        for address in (
            "https://youtu.be/dQw4w9WgXcQ",
            "https://vimeo.com/1",
            "https://audiovisual.ec.europa.eu/en/video/I-1",
        ):
            player = urlsplit(parse_video_address(address).player_url)
            self.assertIn(f"https://{player.hostname}", allowed)

    def test_nothing_else_is_taken_for_a_video(self):
        for address in [
            "",
            "dQw4w9WgXcQ",
            "https://example.org/watch?v=dQw4w9WgXcQ",
            "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
            "https://youtube.com@example.org/watch?v=dQw4w9WgXcQ",
            "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com/",
            "https://www.youtube.com/watch",
            "https://www.youtube.com/watch?v=short",
            "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
            "https://www.youtube.com/@channel",
            "https://www.youtube.com/embed/dQw4w9WgXcQ/../../evil",
            "https://youtu.be/",
            "https://vimeo.com/",
            "https://vimeo.com/channels/staffpicks",
            "https://vimeo.com/76979871onload",
            "https://vimeo.com/٧٦٩٧٩٨٧١",
            "https://vimeo.com/event/4154130",
            "https://audiovisual.ec.europa.eu/en/photo/P-038924",
            "https://audiovisual.ec.europa.eu/en/video/I-1%22onload",
            "https://ec.europa.eu/news/I-276622",
            "ftp://youtu.be/dQw4w9WgXcQ",
            "javascript://youtu.be/dQw4w9WgXcQ",
            "//youtu.be/dQw4w9WgXcQ",
            "https://[youtu.be/dQw4w9WgXcQ",
        ]:
            with self.subTest(address):
                self.assertIsNone(parse_video_address(address))

    def test_the_editor_is_told_when_an_address_is_none_of_a_video(self):
        with self.assertRaises(ValidationError) as refusal:
            PageVideoFactory.build(parent=PageFactory.build(), url="https://example.org/video").clean()
        self.assertEqual(
            refusal.exception.message_dict["url"],
            ["This is not the address of a video on YouTube, Vimeo or the EC Audiovisual Service."],
        )
