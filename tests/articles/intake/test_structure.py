"""What the lines around the text are for: title, strapline, summary, dates, the end of a press release."""

from django.test import SimpleTestCase

from .base import understood

TEXT = (
    "The City of Ghent today opened a mobility hub that brings shared bikes, lockers and a café under one roof.\n\n"
    "It is the first of twelve such hubs, and the others will open one after the other until the summer of 2028."
)
TITLE = "Ghent opens its first mobility hub"
INTERVIEW = (
    "<p><b>What do cities get wrong?</b></p><p>They plan for us who are out at noon. I was a nurse, and I know.</p>"
)


class StructureTests(SimpleTestCase):
    def texts(self, found):
        return " ".join(block["html"] for block in found.blocks if block["kind"] == "text")

    def reasons(self, found):
        return {left["text"]: left["reason"] for left in found.left_out}

    def test_a_date_below_the_strapline_does_not_hide_it_and_is_no_heading(self):
        strapline = "Thirty neighbours came to see what a mobility hub is good for"
        found = understood(f"{TITLE}\n\n{strapline}\n\n2 October 2025\n\n{TEXT}")
        self.assertEqual((found.title, found.strapline), (TITLE, strapline))
        self.assertIn("2 October 2025", self.reasons(found))
        self.assertNotIn("<h2>", self.texts(found))

    def test_what_a_program_or_website_marks_as_subtitle_is_the_strapline(self):
        paragraphs = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
        for name in ("MsoSubtitle", "lead", "subtitle", "standfirst"):
            with self.subTest(name):
                found = understood(f"<h1>{TITLE}</h1><p class={name}>For <i>all</i></p>{paragraphs}", name="a.html")
                self.assertEqual(found.strapline, "For all")

    def test_a_summary_says_nothing_of_where_and_when_the_text_was_written(self):
        for dateline in ("GHENT, Belgium – ", "Ghent, 11 June 2025 – ", "GHENT. ", "Ghent, 11/06/2025 — "):
            with self.subTest(dateline):
                found = understood(f"{TITLE}\n\n{dateline}{TEXT}")
                self.assertTrue(found.summary.startswith("The City of Ghent today"), found.summary)
        found = understood(f"{TITLE}\n\nPOLIS – the network of cities – met. {TEXT}")
        self.assertTrue(found.summary.startswith("POLIS – the network"))

    def test_the_summary_is_as_much_of_the_opening_as_search_engines_show_and_stays_in_the_text(self):
        first = "Turku closed nine streets in front of schools, and the shops beside them are still there."
        second = "Parents had feared that the cars would only move, and some of them measured it for a whole year."
        found = understood(f"{TITLE}\n\n{first} {second}\n\n{TEXT}")
        self.assertEqual(found.summary, first)
        self.assertIn(f"{first} {second}", self.texts(found))

    def test_who_said_what_stands_in_a_figure_is_no_caption_of_a_picture(self):
        quotation = "<blockquote>A tree is what gets more valuable.</blockquote>"
        figure = f"<figure>{quotation}<figcaption>— Sabina Alushi, head gardener</figcaption></figure>"
        found = understood(f"<h1>{TITLE}</h1><p>{TEXT}</p>{figure}", name="a.html")
        quotes = [(block["speaker"], block["words"]) for block in found.blocks if block["kind"] == "quote"]
        self.assertEqual(quotes, [("Sabina Alushi", "A tree is what gets more valuable.")])

    def test_the_questions_say_who_is_asked_where_several_are_named_above_them(self):
        text = (
            "Ten years without cars\n\nPaul Meyer planned it. Anna Berg now runs it. A conversation about kerbs.\n\n"
            "Ms Berg, what do you do all day?\n\nI count.\n\nAnd at night?\n\nI sleep, mostly."
        )
        found = understood(text)
        speakers = {block["speaker"] for block in found.blocks if block["kind"] == "quote"}
        self.assertEqual(speakers, {"Anna Berg"})

    def test_a_line_that_says_once_more_what_stands_above_is_left_out(self):
        found = understood(
            f"<h1>{TITLE}</h1><p class=lead>For all of us</p><p>For all of us</p><p>{TEXT}</p>", name="a.html"
        )
        self.assertEqual(self.reasons(found)["For all of us"], "repeats what stands above it")

    def test_the_end_of_a_press_release_and_its_contact_are_left_out(self):
        for end, contact in (("ENDS", "Media contact"), ("— Fin —", "Contact presse :"), ("###", "Pressekontakt")):
            with self.subTest(end):
                found = understood(f"{TITLE}\n\n{TEXT}\n\n{end}\n\n{contact}\n\nLieselot Maes, press@example.org")
                reasons = self.reasons(found)
                self.assertEqual(reasons[end], "marks the end of the text")
                self.assertEqual(reasons["Lieselot Maes, press@example.org"], "a contact for the press")

    def test_the_summary_of_an_interview_is_no_answer(self):
        lead = "Mirik Milan was the first night mayor of his city."
        found = understood(
            f"<h1>Questions to a mayor</h1><p class=lead>{lead}</p>{INTERVIEW}{INTERVIEW}", name="a.html"
        )
        self.assertEqual((found.kind, found.summary), ("interview", lead))

    def test_an_interview_is_one_although_nobody_can_be_told_who_answers(self):
        questions = "What is next?\n\nMore of the same.\n\nAnd then?\n\nThe sea."
        self.assertEqual(understood(f"Interview: the night bus\n\n{TEXT}\n\n{questions}").kind, "interview")
        self.assertEqual(understood(f"{TITLE}\n\n{TEXT}\n\n{questions}").kind, "news")

    def test_a_dash_that_opens_an_answer_is_not_said(self):
        text = (
            "Entretien avec Anna Berg\n\nAnna Berg est maire de Turku.\n\nPourquoi ?\n\n— Parce que nous marchons.\n\n"
        )
        found = understood(text + "Et ensuite ?\n\n— Nous marcherons encore.")
        words = [block["words"] for block in found.blocks if block["kind"] == "quote"]
        self.assertEqual(words, ["Parce que nous marchons.", "Nous marcherons encore."])

    def test_the_author_stands_in_the_line_below_the_title(self):
        for line in ("By Mari Jüssi", "By Mari Jüssi • 14 January 2026 • Updated on 20 January 2026", "von Mari Jüssi"):
            with self.subTest(line):
                found = understood(f"{TITLE}\n\n{line}\n\n{TEXT}")
                self.assertEqual([author["name"] for author in found.authors], ["Mari Jüssi"])

    def test_those_who_answer_below_their_names_need_not_all_speak_of_themselves(self):
        voices = {
            "Nikola Ilić, Novi Sad": "A method, and a friend with a van full of paint.",
            "Clara Lobo, University of Coimbra": "I thought I knew my city.",
            "Timo Ahonen, City of Tampere": "We learned that there are hills!",
        }
        html = "".join(f"<h3>{name}</h3><p>{words}</p>" for name, words in voices.items())
        found = understood(f"<h1>What did you take home?</h1><p>We asked three of them.</p>{html}", name="a.html")
        words = [block["words"] for block in found.blocks if block["kind"] == "quote"]
        self.assertEqual(words, list(voices.values()))

    def words(self, text):
        return [block["words"] for block in understood(text).blocks if block["kind"] == "quote"]

    def test_questions_may_be_numbered_and_the_title_end_with_the_name_below(self):
        text = (
            "THREE QUESTIONS TO\n\nAnna Berg\nHead of Mobility, City of Turku\n\n1. What changed?\n\nA lot, we think."
            "\n\n2. And what will be forgotten?\n\nI hope that nothing is."
        )
        found = understood(text)
        self.assertEqual((found.title, found.kind), ("THREE QUESTIONS TO Anna Berg", "interview"))
        self.assertEqual(self.words(text), ["A lot, we think.", "I hope that nothing is."])

    def test_initials_with_stops_are_those_of_who_answers(self):
        answers = ["Place by place.", "One night. A lady wrote: “I can sit down.” I kept it.", "Do not apologise."]
        text = (
            f"A talk with Anna Berg\n\nMobility North: How?\n\nAnna Berg: {answers[0]}\n\nM. N.: Have you doubted?\n\n"
            f"A. B.: {answers[1]}\n\nM. N.: What would you say?\n\nA. B.: {answers[2]}"
        )
        self.assertEqual(self.words(text), answers)

    def test_statements_in_quotation_marks_are_no_interview(self):
        names = ("Anna Berg, Mayor of Turku", "Paul Meyer, Mayor of Ulm", "Eva Roth, Mayor of Graz")
        statements = "\n\n".join(f"{name}: “We need more trams than we have.”" for name in names)
        found = understood(f"{TITLE}\n\n{TEXT}\n\n{statements}")
        self.assertEqual(found.kind, "news")
        self.assertEqual(len([block for block in found.blocks if block["kind"] == "quote"]), 3)

    def test_an_answer_goes_on_where_it_tells_whom_somebody_asked(self):
        asked = "We also asked the drivers of all our buses. One of them said: “I slow down for my bus.” We use it."
        text = (
            "Interview with Anna Berg, Mayor of Turku\n\nWhy have you removed them?\n\nBecause they were lies.\n\n"
            f"{asked}\n\nWhat is next?\n\nWe paint."
        )
        self.assertEqual(self.words(text), [f"Because they were lies.\n\n{asked}", "We paint."])

    def test_an_answer_may_end_with_a_question_and_who_it_was_stands_below(self):
        text = "\n\n".join(
            [
                "A conversation with Anna Berg",
                "Anna Berg plans buses.",
                "Is that not a bit grand?",
                "No. If we are late, you buy a car. What is grander?",
                "And the nicest letter?",
                "I keep it.",
                "Anna Berg is an adviser. She lives in Cork.",
            ]
        )
        self.assertEqual(self.words(text), ["No. If we are late, you buy a car. What is grander?", "I keep it."])

    def test_a_name_in_a_block_quotation_is_left_out_as_it_stands(self):
        html = "<blockquote>“I came for the arguments.”<br>Milena Ilić, engineer, City of Skopje</blockquote>"
        found = understood(f"<h1>{TITLE}</h1><p>{TEXT}</p>{html}", name="a.html")
        self.assertIn("Milena Ilić, engineer, City of Skopje", self.reasons(found))

    def test_the_summary_is_no_quotation_and_no_question_of_an_interview(self):
        voices = "“Stop it now.”\nAnna Berg, Mayor of Turku\n\n“Listen to the people who have no cars at all today.”"
        self.assertTrue(understood(f"{TITLE}\n\n{voices}\n\n{TEXT}").summary.startswith("The City of Ghent"))
        question = "You have closed many streets in front of schools. Which one was the hardest?"
        found = understood(f"Interview: Anna Berg, architect\n\n{question}\n\nOurs.\n\nWhat is next?\n\nI rest.")
        self.assertNotIn("closed many streets", found.summary)
