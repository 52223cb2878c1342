"""Pictures, decoded by Pillow, each by the one decoder of its kind."""

from pathlib import Path

from PIL import Image, ImageOps

from jieyue.files.evidence.refused import NotEvidence, damaged

MOST_PIXELS = 120_000_000
DECODERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def examine(file: Path, kind: str) -> dict:
    """Decode all of it once."""
    _decoded(file, kind, most_pixels=256)
    return {"pages": 1}


def render(file: Path, kind: str, to: Path, *, page: int, most_pixels: int) -> None:  # noqa: ARG001 (a picture has one)
    """As JPEG, upright, without the place and device that the photo may tell."""
    picture = _decoded(file, kind, most_pixels=most_pixels)
    bare = Image.new("RGB", picture.size, "white")
    picture = picture.convert("RGBA")
    bare.paste(picture, mask=picture.getchannel("A"))
    bare.save(to, "JPEG", quality=82, optimize=True)


def _decoded(file: Path, kind: str, *, most_pixels: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(file, formats=[DECODERS[kind]]) as picture:
            _refuse_too_many_pixels(*picture.size)
            picture.draft("RGB", (most_pixels, most_pixels))
            picture.load()
            picture.thumbnail((most_pixels, most_pixels))
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except NotEvidence:
        raise
    except Exception as error:  # a decoder raises whatever it stumbles on
        raise damaged("图片") from error


def _refuse_too_many_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> NotEvidence:
    return NotEvidence(
        f"图片超过 {MOST_PIXELS // 1_000_000} 百万像素，不能收下。", do="请把图片缩小，或者分几张拍摄后再上传。"
    )
