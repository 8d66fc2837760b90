"""Names of people: which part is the family name, and what stands before it."""

from django.test import SimpleTestCase

from events.names import parts_of_name, split_title

PARTS = {
    "Anna Berg": ("Anna", "Berg"),
    "Piet van der Meer": ("Piet", "van der Meer"),
    "Ursula von der Leyen": ("Ursula", "von der Leyen"),
    "Jean-Baptiste de la Tour": ("Jean-Baptiste", "de la Tour"),
    "Aoife Ní Dhomhnaill": ("Aoife", "Ní Dhomhnaill"),
    "Declan O’Shea": ("Declan", "O’Shea"),
    "María José Fernández López": ("María José", "Fernández López"),
    "Ana García López": ("Ana", "García López"),
    "José Ortega y Gasset": ("José", "Ortega y Gasset"),
    "Marc LEMAÎTRE": ("Marc", "Lemaître"),
    "Ahmed El Amrani": ("Ahmed", "El Amrani"),
    "Στέλιος Αγγελούδης": ("Στέλιος", "Αγγελούδης"),
    "Mary Jane Watson": ("Mary Jane", "Watson"),
    "Madonna": ("", "Madonna"),
}
TITLES = {
    "Dr Anna Berg": ("Dr", "Anna Berg"),
    "Prof. Dr. Piet van der Meer": ("Prof. Dr.", "Piet van der Meer"),
    "Doris Day": ("", "Doris Day"),
    "Dr": ("", "Dr"),
}


class NameTests(SimpleTestCase):
    def test_the_family_name_is_told_from_the_given_ones(self):
        for name, parts in PARTS.items():
            with self.subTest(name):
                self.assertEqual(parts_of_name(name), parts)

    def test_a_title_is_no_part_of_a_name(self):
        for name, parts in TITLES.items():
            with self.subTest(name):
                self.assertEqual(split_title(name), parts)
