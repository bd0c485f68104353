from . import (
    deliver,
    document,
    email,
    guard,
    prepare,
    relance_engine,
    schedule,
    settle,
    simulate,
    sync,
    transfer,
    words,
)
