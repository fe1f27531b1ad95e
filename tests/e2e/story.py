"""The whole story's acts."""

from tests.e2e.billing import Billing
from tests.e2e.paying import Paying
from tests.e2e.setting_up import SettingUp


class Story(SettingUp, Billing, Paying):
    """One practice, from its Admin's first minutes to money given back."""
