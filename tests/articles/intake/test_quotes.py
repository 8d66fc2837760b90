"""Ways of quoting somebody, each with what becomes of it: an example for each rule."""

from django.test import SimpleTestCase

from .base import HEADLINE, normalised, quotes_of, understood

#: A text, and who is quoted in it with which words.
EXAMPLES = [
    (
        "“We need trams,” said Anna Berg, Mayor of Turku.",
        [("Anna Berg", "We need trams")],
    ),
    (
        "“We need trams”, Anna Berg, Mayor of Turku, said on Tuesday.",
        [("Anna Berg", "We need trams")],
    ),
    (
        "Anna Berg, Mayor of Turku, said: “We need trams.”",
        [("Anna Berg", "We need trams.")],
    ),
    (
        "Mayor Anna Berg said that “we need many more trams than we have today”.",
        [("Anna Berg", "we need many more trams than we have today")],
    ),
    (
        "“We need trams,” Turku’s mayor, Anna Berg, told the conference. “And we need them now.”",
        [("Anna Berg", "We need trams. And we need them now.")],
    ),
    (
        "“We need trams,” said Anna Berg, “and we need them now.”",
        [("Anna Berg", "We need trams, and we need them now.")],
    ),
    (
        "“We need trams now.”\n\n— Anna Berg, Mayor, City of Turku",
        [("Anna Berg", "We need trams now.")],
    ),
    (
        "“We need trams now.” – Anna Berg, Mayor of Turku",
        [("Anna Berg", "We need trams now.")],
    ),
    (
        "“We need trams now.” (Anna Berg, Mayor of Turku)",
        [("Anna Berg", "We need trams now.")],
    ),
    (
        "Anna Berg: “We need trams now.”",
        [("Anna Berg", "We need trams now.")],
    ),
    (
        "According to Anna Berg, director of POLIS, “there is no way around the tram in a city like this one”.",
        [("Anna Berg", "there is no way around the tram in a city like this one")],
    ),
    (
        "As Anna Berg of POLIS put it: “The tram is a promise on rails.”",
        [("Anna Berg", "The tram is a promise on rails.")],
    ),
    (
        "Anna Berg, Mayor of Turku, opened the day. She was clear about the aim:\n\n“We need trams now.”",
        [("Anna Berg", "We need trams now.")],
    ),
    (
        "Anna Berg is Mayor of Turku. Anna Berg said little. Then came Paul Meyer, director of UITP. “The tram is back,” he said. “It is back,” the mayor agreed.",
        [("Paul Meyer", "The tram is back"), ("Anna Berg", "It is back")],
    ),
    (
        "“What a day!” exclaimed Anna Berg, a bus driver from Turku.",
        [("Anna Berg", "What a day!")],
    ),
    (
        "“What a day!” Anna Berg exclaimed.",
        [("Anna Berg", "What a day!")],
    ),
    (
        "“Is that all?” she asked.",
        [],
    ),
    (
        "Anna Berg spoke of “superblocks” and the “15-minute city”. She praised the book “The Death and Life of Great American Cities”.",
        [],
    ),
    (
        "The session “Who owns the street?” was moderated by Anna Berg, Director of POLIS.",
        [],
    ),
    (
        "The EU’s Mission of “100 Climate-Neutral and Smart Cities by 2030” was praised by Anna Berg, Mayor of Turku.",
        [],
    ),
    (
        "“We are pleased with the results of the year,” the ministry said.",
        [],
    ),
    (
        "“We are pleased with the results of the year,” said one participant.",
        [],
    ),
    (
        "The award went to the project “We walk to school together”, said Anna Berg, Mayor of Turku.",
        [],
    ),
    (
        "'We don't need the cities' money', said Anna Berg, 'we need their patience.'",
        [("Anna Berg", "We don't need the cities' money, we need their patience.")],
    ),
    (
        "‘It’s the drivers’ patience that counts,’ said Anna Berg of Nobina.",
        [("Anna Berg", "It’s the drivers’ patience that counts")],
    ),
    (
        "“He told me: ‘We need trams.’ And I believed him,” said Anna Berg.",
        [("Anna Berg", "He told me: ‘We need trams.’ And I believed him")],
    ),
    (
        "Anna Berg, Mayor of Turku, said:\n\n“First paragraph of the speech.\n\n“Second paragraph of the speech.”",
        [("Anna Berg", "First paragraph of the speech.\n\nSecond paragraph of the speech.")],
    ),
    (
        "“We need trams,” said Dr. Anna Berg, who leads the department. “They are quiet,” adds her colleague Tom Smith.",
        [("Anna Berg", "We need trams"), ("Tom Smith", "They are quiet")],
    ),
    (
        "Prof. Anna Berg (University of Turku) stressed: “Data is not knowledge.”",
        [("Anna Berg", "Data is not knowledge.")],
    ),
    (
        "“We closed the street and nobody died,” recalls Anna Berg. Berg, who was then deputy mayor, smiles. “The bakers were the first to thank us.”",
        [
            ("Anna Berg", "We closed the street and nobody died"),
            ("Anna Berg", "The bakers were the first to thank us."),
        ],
    ),
    (
        "Ms Berg thanked everyone. “We will be back,” said Ms Berg.",
        [("Berg", "We will be back")],
    ),
    (
        "Anna Berg and Tom Smith spoke. “I am happy,” said Berg. “So am I,” said Smith.",
        [("Anna Berg", "I am happy"), ("Tom Smith", "So am I")],
    ),
    (
        "« Nous avons besoin de trams », a déclaré Anne Martin, maire de Lyon.",
        [("Anne Martin", "Nous avons besoin de trams")],
    ),
    (
        "Pour la maire de Lyon, Anne Martin, « il n’y a pas de ville sans tram et pas de tram sans ville ».",
        [("Anne Martin", "il n’y a pas de ville sans tram et pas de tram sans ville")],
    ),
    (
        "« Nous avons besoin de trams, affirme Anne Martin, directrice de Keolis. Et tout de suite. »",
        [],
    ),
    (
        "Anne Martin, directrice de l’association Rue de l’Avenir, l’affirme : « La rue est à nous. » « Et à nos enfants », ajoute-t-elle.",
        [("Anne Martin", "La rue est à nous. Et à nos enfants")],
    ),
    (
        "« C’est une victoire », s’est réjoui le maire, Paul Durand.",
        [("Paul Durand", "C’est une victoire")],
    ),
    (
        "„Wir brauchen Straßenbahnen“, sagte Anna Berg, Oberbürgermeisterin von Freiburg.",
        [("Anna Berg", "Wir brauchen Straßenbahnen")],
    ),
    (
        "»Wir brauchen Straßenbahnen«, so Anna Berg. »Und zwar jetzt.«",
        [("Anna Berg", "Wir brauchen Straßenbahnen. Und zwar jetzt.")],
    ),
    (
        "Anna Berg, Leiterin des Amts für Mobilität der Stadt Kiel, zeigte sich überzeugt: „Das Rad gewinnt.“",
        [("Anna Berg", "Das Rad gewinnt.")],
    ),
    (
        "Für Anna Berg ist klar: „Das Rad gewinnt immer.“",
        [("Anna Berg", "Das Rad gewinnt immer.")],
    ),
    (
        "„Das Rad gewinnt immer“, ist sich Projektleiterin Anna Berg sicher.",
        [("Anna Berg", "Das Rad gewinnt immer")],
    ),
    (
        "„Das hat uns überrascht“, sagt die Verkehrsforscherin. Anna Berg arbeitet in Wien. „Niemand fährt mehr“, sagt Berg.",
        [("Anna Berg", "Niemand fährt mehr")],
    ),
    (
        "«Χρειαζόμαστε τραμ», είπε η δήμαρχος Αθηναίων Άννα Παππά.",
        [("Άννα Παππά", "Χρειαζόμαστε τραμ")],
    ),
    (
        "Ο Νίκος Παππάς, διευθυντής του ΟΑΣΑ, δήλωσε: «Χρειαζόμαστε τραμ τώρα.»",
        [("Νίκος Παππάς", "Χρειαζόμαστε τραμ τώρα.")],
    ),
    (
        "Ο Νίκος Παππάς, διευθυντής του ΟΑΣΑ, μίλησε πρώτος. «Χρειαζόμαστε τραμ», τόνισε ο κ. Παππάς.",
        [("Νίκος Παππάς", "Χρειαζόμαστε τραμ")],
    ),
    (
        "«Necesitamos tranvías», dijo Ana García López, alcaldesa de Sevilla.",
        [("Ana García López", "Necesitamos tranvías")],
    ),
    (
        "“Necesitamos tranvías”, afirmó el alcalde de Sevilla, Juan Pérez, durante la jornada.",
        [("Juan Pérez", "Necesitamos tranvías")],
    ),
    (
        "«Abbiamo bisogno di tram», ha detto Anna Rossi, assessora alla mobilità di Bologna.",
        [("Anna Rossi", "Abbiamo bisogno di tram")],
    ),
    (
        "“We hebben trams nodig”, zegt Anna de Vries, wethouder van Utrecht.",
        [("Anna de Vries", "We hebben trams nodig")],
    ),
    (
        "“Precisamos de elétricos”, disse Ana Silva, vereadora da Câmara de Lisboa.",
        [("Ana Silva", "Precisamos de elétricos")],
    ),
    (
        "„Potrzebujemy więcej tramwajów” – mówi Anna Nowak, prezydent Gdańska.",
        [("Anna Nowak", "Potrzebujemy więcej tramwajów")],
    ),
    (
        "”Vi behöver fler spårvagnar”, säger Anna Lind, kommunalråd i Malmö.",
        [("Anna Lind", "Vi behöver fler spårvagnar")],
    ),
    (
        "Opening the forum in Ghent on Monday, the city’s deputy mayor for mobility, Filip Watteeuw, did not mince his words: “We have lost ten years.”",
        [("Filip Watteeuw", "We have lost ten years.")],
    ),
    (
        "“It’s not rocket science,” says Lisa Brown, 34, a teacher who cycles to school every day with her two children. “You paint a line, and people follow it.”",
        [("Lisa Brown", "It’s not rocket science. You paint a line, and people follow it.")],
    ),
    (
        "Anna Berg, Mayor of Turku, and Paul Meyer, CEO of Nobina, signed the contract. “This is only the beginning,” Meyer said afterwards.",
        [("Paul Meyer", "This is only the beginning")],
    ),
    (
        "“The results speak for themselves,” explained project coordinator Dr. Maria Rossi (University of Bologna). “We expected ten per cent less traffic, and we got thirty.”",
        [
            (
                "Maria Rossi",
                "The results speak for themselves. We expected ten per cent less traffic, and we got thirty.",
            )
        ],
    ),
    (
        "The Commissioner, Apostolos Tzitzikostas, welcomed the decision. “Europe moves when its cities move,” he said in Brussels.",
        [("Apostolos Tzitzikostas", "Europe moves when its cities move")],
    ),
    (
        "In her keynote, Janette Sadik-Khan reminded the audience: “You can remake your streets quickly and cheaply.”",
        [("Janette Sadik-Khan", "You can remake your streets quickly and cheaply.")],
    ),
    (
        "Anna Berg called it “a small miracle”.",
        [],
    ),
    (
        "Anna Berg, Mayor of Turku, said the city was “ready”.",
        [],
    ),
    (
        "The report, “Moving Europe: The Next Decade”, was presented by Anna Berg of POLIS, who said it had taken “years”.",
        [],
    ),
    (
        "The so-called “last mile” is, as Anna Berg says, “the longest mile of all, and the most expensive one”.",
        [("Anna Berg", "the longest mile of all, and the most expensive one")],
    ),
    (
        "“Our buses are full again,” said Nobina’s regional director Tom Smith. Asked about the winter, he added: “Snow is not a problem. Ice is.”",
        [("Tom Smith", "Our buses are full again"), ("Tom Smith", "Snow is not a problem. Ice is.")],
    ),
    (
        "Commenting on the launch, Ana Costa, project manager at EMEL in Lisbon, said: “We learn by doing.”",
        [("Ana Costa", "We learn by doing.")],
    ),
    (
        '"We learn by doing," Ana Costa, project manager at EMEL, commented. "And sometimes by not doing."',
        [("Ana Costa", "We learn by doing. And sometimes by not doing.")],
    ),
    (
        "Says Ana Costa: “We learn by doing.”",
        [("Ana Costa", "We learn by doing.")],
    ),
    (
        "“We learn by doing,” said Costa. Ana Costa is project manager at EMEL.",
        [("Ana Costa", "We learn by doing")],
    ),
    (
        "Ana Costa, project manager at EMEL\n\n“We learn by doing.”\n\nTom Smith, director of Nobina\n\n“We drive by night.”",
        [("Ana Costa", "We learn by doing."), ("Tom Smith", "We drive by night.")],
    ),
    (
        "“We learn by doing.”\nAna Costa, EMEL\n\n“We drive by night.”\nTom Smith, Nobina",
        [("Ana Costa", "We learn by doing."), ("Tom Smith", "We drive by night.")],
    ),
    (
        "“We learn by doing” - Ana Costa, EMEL",
        [("Ana Costa", "We learn by doing")],
    ),
    (
        "When asked what she would do differently, Mayor Ada Colau did not hesitate. “Start earlier,” she said.",
        [("Ada Colau", "Start earlier")],
    ),
    (
        "The workshop “Learning from failure” closed with a remark by Ana Costa: “Failing is fine, hiding it is not.”",
        [("Ana Costa", "Failing is fine, hiding it is not.")],
    ),
    (
        "Rüdiger Müller, Bürgermeister der Stadt Lahr, sagt: „Wir machen das jetzt. Punkt.“ Auf die Frage, ob das reiche, lacht er: „Fragen Sie mich in zehn Jahren.“",
        [("Rüdiger Müller", "Wir machen das jetzt. Punkt."), ("Rüdiger Müller", "Fragen Sie mich in zehn Jahren.")],
    ),
    (
        "„Wir machen das jetzt“, sagt Müller, „und zwar sofort.“ Peter Müller ist Bürgermeister von Lahr.",
        [("Peter Müller", "Wir machen das jetzt, und zwar sofort.")],
    ),
    (
        "Interviewt wurde auch Eva Klein, Sprecherin der BVG. „Die U-Bahn ist das Rückgrat der Stadt“, betonte sie.",
        [("Eva Klein", "Die U-Bahn ist das Rückgrat der Stadt")],
    ),
    (
        "« On avance, mais lentement », regrette Luc Petit, président de la Fédération des usagers de la bicyclette (FUB). « Il manque surtout la volonté », poursuit le président.",
        [("Luc Petit", "On avance, mais lentement. Il manque surtout la volonté")],
    ),
    (
        "Luc Petit, qui préside la FUB, se dit optimiste : « Le vélo a gagné la bataille des idées. »",
        [("Luc Petit", "Le vélo a gagné la bataille des idées.")],
    ),
    (
        "« Le vélo, c’est la liberté », dit-il. Luc Petit est facteur à Lille.",
        [],
    ),
    (
        "Η δήμαρχος Μαρία Κοζάκου χαιρέτισε τους συμμετέχοντες. «Η πόλη μας αλλάζει, και αλλάζει μαζί με τους πολίτες», σημείωσε χαρακτηριστικά.",
        [("Μαρία Κοζάκου", "Η πόλη μας αλλάζει, και αλλάζει μαζί με τους πολίτες")],
    ),
    (
        "«Θέλουμε ασφαλείς δρόμους για όλους», λέει ο Κώστας Δημητρίου, πρόεδρος των ποδηλατών. «Τίποτα λιγότερο».",
        [("Κώστας Δημητρίου", "Θέλουμε ασφαλείς δρόμους για όλους. Τίποτα λιγότερο")],
    ),
]


class QuoteTests(SimpleTestCase):
    def test_who_speaks_is_found_in_each_way_of_saying_it(self):
        for text, expected in EXAMPLES:
            with self.subTest(text):
                found = quotes_of(understood(f"{HEADLINE}\n\n{text}"))
                self.assertEqual(normalised(found), normalised(expected))

    def blocks_of(self, text):
        return [
            (block["kind"], block.get("html") or block.get("words"))
            for block in understood(f"{HEADLINE}\n\n{text}").blocks
        ]

    def test_a_sentence_that_only_says_who_spoke_becomes_the_quote(self):
        text = "It rained. “We need trams,” said Anna Berg, Mayor of Turku. Then it stopped."
        self.assertEqual(
            self.blocks_of(text),
            [("text", "<p>It rained.</p>"), ("quote", "We need trams"), ("text", "<p>Then it stopped.</p>")],
        )

    def test_what_leads_to_a_quote_with_a_colon_stays_before_it(self):
        text = "Anna Berg, Mayor of Turku, opened the second day of the conference: “We need trams.” Then it rained."
        self.assertEqual(
            self.blocks_of(text),
            [
                ("text", "<p>Anna Berg, Mayor of Turku, opened the second day of the conference:</p>"),
                ("quote", "We need trams."),
                ("text", "<p>Then it rained.</p>"),
            ],
        )

    def test_a_sentence_that_cutting_would_break_stays_whole_and_the_quote_is_lifted_out_of_it(self):
        text = (
            "It rained. Anna Berg noted that “cities have always been first to change,” and stressed the importance "
            "of the whole system. Then it stopped."
        )
        self.assertEqual(
            self.blocks_of(text), [("text", f"<p>{text}</p>"), ("quote", "cities have always been first to change")]
        )

    def test_who_spoke_is_told_beside_the_quote_and_listed_as_left_out(self):
        found = understood(f"{HEADLINE}\n\n“We need trams,” said Anna Berg, Mayor of Turku.")
        self.assertEqual(found.left_out[0]["text"], "said Anna Berg, Mayor of Turku")

    def test_a_long_quote_becomes_several_that_a_form_takes(self):
        sentence = "We have built a city for people who want to leave it. "
        found = understood(f"{HEADLINE}\n\nAnna Berg, Mayor of Turku, said:\n\n“{sentence * 60}”")
        words = [words for _speaker, words in quotes_of(found)]
        self.assertGreater(len(words), 2)
        self.assertTrue(all(len(each) <= 1000 and each.endswith("it.") for each in words))
