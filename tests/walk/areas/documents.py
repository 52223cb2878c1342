"""Papers as files, and their templates."""

from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.documents.catalogue import documents
from jieyue.documents.paper.template import template_of
from jieyue.policy.loading import load
from walk.marks import PLACE
from walk.planted import UNIT, Planted
from walk.visits import Visit

KEY = "energy-notice"
PRODUCT = {"to": "product"}


def visits(_: Planted) -> list[Visit]:
    periods = {each.key: "2025Q1" if 3 in each.months else "2025" for each in documents().values() if each.printed}
    own = {"key": KEY, "organisation": UNIT}
    as_pdf = {"shows": None, "for_page": False}
    return [
        Visit("documents:list", query={"organisation": UNIT}),
        *(
            Visit("documents:download", path={**own, "key": key, "period": period, "form": "pdf"}, **as_pdf)
            for key, period in periods.items()
        ),
        *(
            Visit("documents:paper", path={**own, "key": key, "period": period}, shows=None)
            for key, period in periods.items()
        ),
        Visit("documents:template", path=own, shows=PLACE),
        Visit("documents:template", "POST", path=own, data={"file": _file()}, shows=PLACE),
        Visit("documents:template-file", path=own, **as_pdf),
        Visit("api:papers", shows=KEY, is_open=True),
        Visit("api:paper", path={"key": KEY}, query={"organisation": UNIT, "period": "2025Q1"}, **as_pdf),
        Visit("documents:template-back", "POST", path=own, data=PRODUCT, shows=PLACE),
    ]


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("公示.docx", template_of(load().layouts[KEY]))
