"""What somebody is and where, as a sentence beside a quote says it."""

from django.test import SimpleTestCase

from .base import HEADLINE, understood

SAID = {
    "Regional councillor Anette Lind": ("Regional councillor", ""),
    "former Mayor Anette Lind": ("Former Mayor", ""),
    "Turku’s former mayor Anette Lind": ("Former mayor", "Turku"),
    "the city’s deputy mayor, Anette Lind": ("Deputy mayor", ""),
    "Anette Lind, the city's former Deputy Mayor for Planning": ("Former Deputy Mayor for Planning", ""),
    "Anette Lind, project coordinator at the non-profit Mpact": ("Project coordinator", "Mpact"),
    "Anette Lind, director of the regional operator Movia": ("Director", "Movia"),
    "Anette Lind, director of the Rotterdam-based operator Movia": ("Director", "Movia"),
    "Anette Lind of Oulu's technical department": ("", "Oulu's technical department"),
    "Anette Lind, who was deputy mayor at the time": ("Deputy mayor at the time", ""),
    "Anette Lind, researcher at the Urban Planning Institute (UPI)": ("Researcher", "Urban Planning Institute"),
    "Anette Lind of Smart Venice": ("", "Smart Venice"),
    "Anette Lind, European Commission, DG MOVE": ("", "European Commission, DG MOVE"),
    "Anette Lind, co-author of the report": ("Co-author of the report", ""),
    "my colleague Anette Lind": ("", ""),
    "Anette Lind, director of the transport authority KORDIS": ("Director", "KORDIS"),
    "Anette Lind, engineer at Navico and the city's bicycle coordinator": ("Engineer", "Navico"),
    "Anette Lind, 69 years old, engineer": ("Engineer", ""),
    "Anette Lind, participant": ("Participant", ""),
    "Anette Lind, Amsterdam’s first night mayor": ("First night mayor", "Amsterdam"),
}
GERMAN = {
    "Tübingens Oberbürgermeister Boris Palm": ("Oberbürgermeister", "Tübingen"),
    "die Berliner Verkehrsplanerin Aylin Demir": ("Berliner Verkehrsplanerin", ""),
    "Boris Palm von der Universität Kassel": ("", "Universität Kassel"),
}


class AffiliationTests(SimpleTestCase):
    def test_position_and_organisation_are_parted_as_the_sentence_says_them(self):
        for who, expected in SAID.items():
            with self.subTest(who):
                blocks = understood(f"{HEADLINE}\n\n“We need many more trams,” said {who}.").blocks
                quote = next(block for block in blocks if block["kind"] == "quote")
                self.assertEqual(quote["speaker"], "Anette Lind")
                self.assertEqual((quote["position"], quote["organisation"]), expected)

    def test_organisations_are_found_in_german(self):
        for who, expected in GERMAN.items():
            with self.subTest(who):
                blocks = understood(f"{HEADLINE}\n\n„Wir brauchen viel mehr Bahnen“, sagte {who}.").blocks
                quote = next(block for block in blocks if block["kind"] == "quote")
                self.assertEqual((quote["position"], quote["organisation"]), expected)

    def test_a_position_may_have_its_capital_letter_from_its_sentence(self):
        text = "Project coordinator Anette Lind said: “We need trams.”"
        quote = next(block for block in understood(f"{HEADLINE}\n\n{text}").blocks if block["kind"] == "quote")
        self.assertEqual((quote["position"], quote["organisation"]), ("Project coordinator", ""))

    def test_a_pronoun_is_no_organisation(self):
        text = "Die Kammer entscheidet bald. Deren Präsident Georg Haber sagte: „Das Handwerk ist bereit.“"
        quote = next(block for block in understood(f"{HEADLINE}\n\n{text}").blocks if block["kind"] == "quote")
        self.assertEqual((quote["position"], quote["organisation"]), ("Präsident", ""))
