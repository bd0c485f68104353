from . import (
    test_aged_balance,
    test_aged_balance_http,
    test_aged_balance_screen,
    test_ageing_xlsx,
    test_engine,
    test_tools_ageing,
    test_tools_formal_notice,
    test_tools_schedule,
    test_tools_siren,
    test_tools_wording,
    test_tools_working_calendar,
)
