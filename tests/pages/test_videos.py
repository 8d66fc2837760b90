"""Which addresses lead to a video that our pages can show."""

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
            "https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
            "https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ#comments",
            "https://youtu.be/dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ?t=42",
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
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
        ]:
            with self.subTest(address):
                self.assertEqual(parse_video_address(address), VIMEO)

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
            refusal.exception.message_dict["url"], ["This is not the address of a video on YouTube or Vimeo."]
        )
