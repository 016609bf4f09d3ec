"""A file that is sent while it is written."""

from django.http import StreamingHttpResponse

from gps.exchange.exports import File


def sent(file: File) -> StreamingHttpResponse:
    """Send a file piece by piece, to be saved under its name."""
    response = StreamingHttpResponse(file.pieces, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
