"""Writes the terms of a visit service as one attribute of its row, and reads them."""

import json

from chalicelib.kernel.money import Money
from chalicelib.practice.domain.visit_terms import Bookable, Location, VisitTerms


def visit_terms_text(terms: VisitTerms) -> str:
    """Return the terms as JSON."""
    price = (terms.price.minor, terms.price.currency) if terms.price else None
    return json.dumps(
        {
            "minutes": terms.minutes,
            "price": price,
            "buffer_before": terms.buffer_before,
            "buffer_after": terms.buffer_after,
            "minimum_notice": terms.minimum_notice,
            "location": terms.location,
            "bookable": terms.bookable,
            "notice_period": terms.notice_period,
            "directions": terms.directions,
        }
    )


def parse_visit_terms(text: str) -> VisitTerms:
    """Return the terms of a stored row."""
    stored = json.loads(text)
    price = stored.pop("price")
    location, bookable = Location(stored.pop("location")), Bookable(stored.pop("bookable"))
    return VisitTerms(
        **stored, price=Money(*price) if price else None, location=location, bookable=bookable
    )
