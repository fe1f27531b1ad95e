"""Combines all steps of the browser test's story into one class."""

from tests.browser.billing import Billing
from tests.browser.paying import Paying
from tests.browser.setting_up import SettingUp


class Story(SettingUp, Billing, Paying):
    """The browser story of one practice, from its Admin's first sign-in to a refund."""
