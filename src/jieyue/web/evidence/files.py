"""Pictures we made of evidence, and the files themselves, which no browser is to open or run."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from jieyue.programme.evidence import queries

NOTHING_RUNS = "default-src 'none'; sandbox"


@require_safe
def preview(request: HttpRequest, item: int, number: int, page: int, size: str) -> FileResponse:
    picture = queries.preview(item, number, page=page, size=size, person=request.person)
    return _sealed(FileResponse(picture.open("rb"), filename=picture.name))


@require_safe
def download(request: HttpRequest, item: int, number: int) -> FileResponse:
    found = queries.download(item, number, person=request.person)
    file = FileResponse(
        found.path.open("rb"), as_attachment=True, filename=found.file_name, content_type=found.media_type
    )
    return _sealed(file)


def _sealed(response: FileResponse) -> FileResponse:
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    return response
