"""Whatever colours a file has, visitors see them as they were meant: in sRGB, without a profile."""

import io

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence

from civitas_cms.discovery.share_cards.drawing import SIZE, ShareCard, draw_card
from civitas_cms.library.models import Picture
from civitas_cms.library.pixels import opened
from civitas_cms.library.uploads import prepare_picture
from tests.library import icc

ADOBE_RGB, DISPLAY_P3 = icc.matrix_profile(icc.ADOBE_RGB), icc.matrix_profile(icc.DISPLAY_P3)
PROFILES = {
    "Adobe RGB": ("RGB", ADOBE_RGB),
    "Display P3": ("RGB", DISPLAY_P3),
    "dark grey": ("L", icc.grey_profile(2.8)),
    "light grey": ("L", icc.grey_profile(1.4)),
    "inks": ("CMYK", icc.ink_profile()),
}
SRGB = ImageCms.createProfile("sRGB")
COLOUR = st.integers(0, 255)
quick = settings(max_examples=25, deadline=None, derandomize=True)


def content(picture, kind, **options):
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def heic(picture, **options):
    stream = io.BytesIO()
    pillow_heif.from_pillow(picture).save(stream, quality=95, **options)
    return stream.getvalue()


def kept(data, name="photo.jpg"):
    with Image.open(prepare_picture(ContentFile(data, name=name))) as picture:
        picture.load()
        return picture


class ColoursTests(SimpleTestCase):
    def assert_is(self, picture, wanted, delta=4):
        self.assertIn(picture.mode, ("RGB", "RGBA"))
        self.assertFalse(picture.info.get("icc_profile"))
        middle = (picture.width // 2, picture.height // 2)
        for seen, meant in zip(picture.getpixel(middle), wanted, strict=False):
            self.assertAlmostEqual(seen, meant, delta=delta, msg=f"{picture.getpixel(middle)} instead of {wanted}")

    def meant(self, picture, profile):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB").getpixel((0, 0))

    @quick
    @given(st.sampled_from(sorted(PROFILES)), st.tuples(*[COLOUR] * 4), st.sampled_from(["JPEG", "TIFF", "PNG"]))
    def test_a_profile_says_which_colours_are_meant(self, name, colour, kind):
        mode, profile = PROFILES[name]
        kind = "TIFF" if mode == "CMYK" and kind == "PNG" else kind
        bands = len(Image.new(mode, (1, 1)).getbands())
        picture = Image.new(mode, (24, 16), colour[:bands] if bands > 1 else colour[0])
        options = {"quality": 98, "subsampling": 0} if kind == "JPEG" else {}
        seen = kept(content(picture, kind, icc_profile=profile, **options))
        self.assert_is(seen, self.meant(picture, profile), delta=8)

    def test_in_every_format_that_has_profiles(self):
        picture = Image.new("RGB", (24, 16), (40, 200, 60))
        wanted = self.meant(picture, DISPLAY_P3)
        self.assertGreater(max(abs(a - b) for a, b in zip(wanted, (40, 200, 60), strict=True)), 20)
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
            with self.subTest(kind):
                self.assert_is(kept(content(picture, kind, icc_profile=DISPLAY_P3)), wanted, delta=10)
        self.assert_is(kept(heic(picture, icc_profile=DISPLAY_P3)), wanted, delta=6)

    def test_transparent_parts_stay_so_beside_converted_colours(self):
        for mode, colour, profile in [
            ("RGBA", (40, 200, 60, 90), DISPLAY_P3),
            ("LA", (100, 90), PROFILES["dark grey"][1]),
        ]:
            with self.subTest(mode):
                picture = Image.new(mode, (24, 16), colour)
                opaque = picture.convert(mode[:-1])
                seen = kept(content(picture, "PNG", icc_profile=profile))
                self.assert_is(seen, (*self.meant(opaque, profile), 90))

    def test_a_palette_has_a_profile_too(self):
        picture = Image.new("RGB", (24, 16), (40, 200, 60))
        palette = picture.quantize(4)
        wanted = self.meant(picture, DISPLAY_P3)
        self.assert_is(kept(content(palette, "PNG", icc_profile=DISPLAY_P3)), wanted)

    def test_profiles_that_are_broken_or_of_other_colours_say_nothing(self):
        for mode, colour, profile in [
            ("RGB", (40, 200, 60), b"no profile"),
            ("RGB", (40, 200, 60), DISPLAY_P3[:200]),
            ("RGB", (40, 200, 60), DISPLAY_P3[:140] + b"\xff" * 400),
            ("RGB", (40, 200, 60), PROFILES["dark grey"][1]),
            ("RGB", (40, 200, 60), PROFILES["inks"][1]),
            ("L", 100, PROFILES["inks"][1]),
        ]:
            for kind in ("JPEG", "PNG", "TIFF"):
                with self.subTest(mode=mode, profile=profile[:20], kind=kind):
                    picture = Image.new(mode, (24, 16), colour)
                    wanted = picture.convert("RGB").getpixel((0, 0))
                    self.assert_is(kept(content(picture, kind, icc_profile=profile)), wanted)

    def test_a_grey_picture_with_a_profile_for_colours_is_grey(self):
        picture = Image.new("L", (24, 16), 100)
        wanted = self.meant(picture.convert("RGB"), ADOBE_RGB)
        self.assert_is(kept(content(picture, "JPEG", icc_profile=ADOBE_RGB)), wanted)

    def test_lab_grey_with_16_bits_black_and_white_and_inks_without_a_profile(self):
        lab = ImageCms.profileToProfile(
            Image.new("RGB", (24, 16), (40, 160, 60)), SRGB, ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        grey = Image.new("I;16", (24, 16), 100 * 256)
        cases = {
            "Lab": (content(lab, "TIFF"), (40, 160, 60)),
            "16 bits": (content(grey, "PNG"), (100, 100, 100)),
            "16 bits, TIFF": (content(grey, "TIFF"), (100, 100, 100)),
            "1 bit": (content(Image.new("1", (24, 16), 1), "PNG"), (255, 255, 255)),
            "1 bit, TIFF": (content(Image.new("1", (24, 16), 0), "TIFF", compression="group4"), (0, 0, 0)),
            "inks": (content(Image.new("CMYK", (24, 16), (0, 255, 255, 0)), "TIFF"), (255, 0, 0)),
        }
        for what, (data, wanted) in cases.items():
            with self.subTest(what):
                self.assert_is(kept(data), wanted, delta=8)

    def test_grey_with_16_bits_has_a_profile_too(self):
        grey, profile = Image.new("I;16", (24, 16), 100 * 256), PROFILES["dark grey"][1]
        wanted = self.meant(Image.new("L", (24, 16), 100), profile)
        for kind in ("PNG", "TIFF"):
            with self.subTest(kind):
                self.assert_is(kept(content(grey, kind, icc_profile=profile)), wanted)

    def test_colours_are_converted_however_large_the_picture_is(self):
        picture = Image.new("RGB", (3900, 1500), (40, 200, 60))
        seen = kept(content(picture, "JPEG", icc_profile=DISPLAY_P3, quality=95))
        self.assertEqual(seen.width, 3200)
        self.assert_is(seen, self.meant(picture.crop((0, 0, 9, 9)), DISPLAY_P3), delta=6)

    def test_share_cards_and_placeholders_have_converted_colours_of_what_was_kept_before(self):
        picture = Image.new("RGB", (600, 400), (40, 200, 60))
        wanted = self.meant(picture, DISPLAY_P3)
        data = content(picture, "JPEG", icc_profile=DISPLAY_P3, quality=98)
        self.assert_is(opened(io.BytesIO(data), 64), wanted)

        name = default_storage.save("pictures/wide.jpg", ContentFile(data))
        stored = Picture(image=name, image_ppoi="0.5x0.5")
        card = draw_card(ShareCard(title="Wide", kicker="", line="", site_name="Site", picture=stored))
        with Image.open(io.BytesIO(card)) as drawn:
            self.assert_is(drawn.crop((SIZE[0] - 100, 200, SIZE[0], 300)), wanted, delta=8)


class FormatsTests(SimpleTestCase):
    def test_heic_tiff_and_gif_become_what_every_browser_shows(self):
        picture = Image.new("RGB", (64, 48), (200, 60, 40))
        for name, data, wanted in [
            ("phone.heic", heic(picture), "JPEG"),
            ("scan.tiff", content(picture, "TIFF", compression="tiff_lzw"), "JPEG"),
            ("scan.tif", content(picture, "TIFF", compression="jpeg"), "JPEG"),
            ("logo.gif", content(picture, "GIF"), "PNG"),
        ]:
            with self.subTest(name):
                seen = kept(data, name)
                self.assertEqual((seen.format, seen.size), (wanted, (64, 48)))
                for value, meant in zip(seen.convert("RGB").getpixel((30, 20)), (200, 60, 40), strict=True):
                    self.assertAlmostEqual(value, meant, delta=8)

    def test_of_moving_pictures_and_of_several_pages_the_first_is_kept(self):
        first, second = Image.new("RGB", (40, 30), (200, 60, 40)), Image.new("RGB", (40, 30), (0, 0, 255))
        for kind in ("GIF", "WEBP", "PNG", "AVIF", "TIFF"):
            with self.subTest(kind):
                data = content(first, kind, save_all=True, append_images=[second])
                self.assertGreater(len(list(ImageSequence.Iterator(Image.open(io.BytesIO(data))))), 1)
                self.assertGreater(kept(data).convert("RGB").getpixel((20, 15))[0], 150)

    def test_heic_and_tiff_are_kept_upright(self):
        wide = Image.new("RGB", (60, 40), (200, 60, 40))
        exif = Image.Exif()
        exif[0x0112] = 6
        self.assertEqual(kept(heic(wide, exif=exif.tobytes())).size, (40, 60))
        self.assertEqual(kept(content(wide, "TIFF", tiffinfo={0x0112: 6})).size, (40, 60))

    def test_what_is_not_taken_is_called_by_its_name(self):
        raw = content(Image.new("RGB", (64, 48)), "TIFF", tiffinfo={50706: b"\1\4\0\0"})
        thumbnail = content(Image.new("RGB", (64, 48)), "TIFF", tiffinfo={254: 1})
        for name, data, word in [
            ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            ("drawing.psd", b"8BPS\0\1" + b"\0" * 40, "PSD"),
            ("drawing.bmp", content(Image.new("RGB", (9, 9)), "BMP"), "BMP"),
            ("photo.cr2", b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 40, "camera raw"),
            ("photo.cr3", b"\0\0\0\x18ftypcrx \0\0\0\1" + b"\0" * 40, "camera raw"),
            ("photo.raf", b"FUJIFILMCCD-RAW 0201" + b"\0" * 40, "camera raw"),
            ("photo.dng", raw, "camera raw"),
            ("photo.jpg", raw, "camera raw"),
            ("photo.nef", thumbnail, "camera raw"),
            ("photo.arw", content(Image.new("RGB", (64, 48)), "TIFF"), "camera raw"),
            ("page.pdf", b"%PDF-1.7\n", "PDF"),
            ("film.mp4", b"\0\0\0\x20ftypisom\0\0\2\0" + b"\0" * 40, "video"),
            ("photo.jxl", b"\xff\x0a" + b"\0" * 40, "JPEG XL"),
            ("deep.tif", content(Image.new("F", (9, 9)), "TIFF"), "32 bits"),
        ]:
            with self.subTest(name), self.assertRaises(ValidationError) as refusal:
                kept(data, name)
            (message,) = refusal.exception.messages
            self.assertIn(word, message)
            self.assertRegex(message, "as JPEG or PNG|as PNG")

    def test_heic_and_tiff_that_were_cut_off_are_refused(self):
        noise = Image.effect_noise((200, 150), 80).convert("RGB")
        for kind, whole in [
            ("HEIC", heic(noise)),
            ("TIFF", content(noise, "TIFF", compression="tiff_lzw")),
            ("GIF", content(noise, "GIF")),
        ]:
            for part in (0.3, 0.7, 0.95):
                with self.subTest(kind, part=part), self.assertRaises(ValidationError):
                    kept(whole[: int(len(whole) * part)])

    def test_nothing_tells_where_a_heic_was_taken(self):
        exif = Image.Exif()
        exif[0x010E] = "N 51 3 16"
        data = heic(Image.new("RGB", (40, 30)), exif=exif.tobytes())
        self.assertIn(b"N 51 3 16", data)
        self.assertNotIn(b"N 51 3 16", prepare_picture(ContentFile(data, name="phone.heic")).read())
