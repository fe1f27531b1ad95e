"""
Lists the forms in which Admins enter the keys of processor accounts.

Each processor has one form. Developers who add a processor must add its form here.
"""

from collections.abc import Mapping

from chalicelib.payments.domain.account_form import AccountForm
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.stripe.account_form import STRIPE_ACCOUNT_FORM

ACCOUNT_FORMS: Mapping[ProcessorKind, AccountForm] = {
    form.kind: form for form in (STRIPE_ACCOUNT_FORM,)
}
