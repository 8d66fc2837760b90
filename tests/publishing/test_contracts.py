"""What lower rooms ask of models."""

from django.apps import apps
from django.test import SimpleTestCase

from civitas_cms.delivery.contracts import HasVisibility
from civitas_cms.publishing.contracts import HasNamesakes, HasSearchDependents, PartOfItem, Searchable, Snapshotted


class ContractTests(SimpleTestCase):
    def test_a_model_that_answers_as_a_contract_asks_has_promised_it(self):
        for contract in (HasNamesakes, HasSearchDependents, HasVisibility, PartOfItem, Searchable, Snapshotted):
            asked = {name for name in vars(contract) | contract.__annotations__ if not name.startswith("_")}
            asked -= {name for name in asked if any(hasattr(base, name) for base in contract.__bases__)}
            self.assertTrue(asked, contract)
            for model in apps.get_models():
                with self.subTest(contract=contract.__name__, model=model.__name__):
                    self.assertTrue(issubclass(model, contract) or not any(hasattr(model, name) for name in asked))
