"""NAV's refusals: one error class, the texts of nav reference 5.8 and the envelope they travel in."""

from __future__ import annotations

import uuid
from typing import Any


class NavError(Exception):
    """A refusal with its HTTP status and NAV's error code; ``keep`` says that what was done before it stays done."""

    def __init__(self, status: int, code: str, message: str, *, keep: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.keep = keep


def envelope(code: str, message: str, correlation: str | None = None) -> dict[str, Any]:
    correlation = correlation or str(uuid.uuid4())
    return {"error": {"code": code, "message": f"{message}  CorrelationId:  {correlation}."}}


def dialog(message: str) -> NavError:
    """A business rule raised by AL Error()."""
    return NavError(400, "Application_DialogException", message)


def test_field(message: str) -> NavError:
    """A TestField that failed."""
    return NavError(400, "Application_FieldValidationException", message)


test_field.__test__ = False  # type: ignore[attr-defined]  # pytest must not take it for a test


def bad_request(message: str) -> NavError:
    return NavError(400, "BadRequest", message)


def not_found(message: str = "The requested record does not exist.") -> NavError:
    return NavError(404, "Internal_RecordNotFound", message)


def no_segment(name: str) -> NavError:
    return NavError(404, "BadRequest_ResourceNotFound", f"Resource not found for the segment '{name}'.")


def no_property(name: str, type_name: str) -> NavError:
    text = f"Could not find a property named '{name}' on type 'Microsoft.NAV.{type_name}'."
    return NavError(400, "BadRequest", text)


def read_only(name: str) -> NavError:
    return NavError(400, "BadRequest_InvalidOperation", f"Control '{name}' is read-only.")


def no_relation(field: str, table: str, value: str, related: str) -> NavError:
    text = f"The field {field} of table {table} contains a value ({value}) that cannot be found in the related table ({related})."
    return NavError(400, "Internal_InvalidTableRelation", text)


def same_key(what: str, fields: str) -> NavError:
    text = f"The {what} already exists. Identification fields and values: {fields}"
    return NavError(400, "Internal_EntityWithSameKeyExists", text)


def not_allowed(method: str, name: str) -> NavError:
    text = (
        f"'{method}' requests for '{name}' of EdmType 'Entity' are not allowed within "
        "Microsoft Dynamics 365 Business Central OData web services."
    )
    return NavError(405, "BadRequest_MethodNotAllowed", text)


def no_token() -> NavError:
    text = (
        "Could not validate the client concurrency token required by the service. "
        "Please provide a valid token in the client request."
    )
    return NavError(400, "BadRequest_InvalidToken", text)


def changed() -> NavError:
    text = "Another user has already changed the record. Start again with the latest version of the record."
    return NavError(409, "Request_EntityChanged", text)


def unauthorized() -> NavError:
    return NavError(
        401, "Authentication_InvalidCredentials", "The server has rejected the client credentials."
    )


NOTHING_TO_POST = "There is nothing to post."
EXTERNAL_NUMBER_MISSING = (
    "You need to enter the document number of the document from the vendor in the Vendor Invoice No. field, "
    "so that this document stays linked to the original."
)
