"""Parameters of the learners in each kind of provision: how far England's and the authority's own past go on."""

from models.parameters.declare import Parameters, parameter


class PractisedParameters(Parameters):
    """How learners of a kind of provision follow plans (:mod:`models.demand.practised`)."""

    state_special_believed: float = parameter(
        1.0,
        "Share believed of England's reading of how state special learners follow plans; the rest is one to one.",
        unit="share",
        source="A-185",
        ge=0.0,
        le=1.0,
    )
    base_believed: float = parameter(
        1.0,
        "Share believed of England's reading of how learners in bases follow plans; the rest is one to one.",
        unit="share",
        source="A-185",
        ge=0.0,
        le=1.0,
    )
    inmss_special_believed: float = parameter(
        0.5,
        "Share believed of England's reading of how learners in independent and non-maintained special schools follow "
        "plans; the rest is one to one.",
        unit="share",
        source="A-185",
        ge=0.0,
        le=1.0,
    )
    independent_mainstream_believed: float = parameter(
        0.5,
        "Share believed of England's reading of how learners in independent mainstream schools follow plans; the rest "
        "is one to one.",
        unit="share",
        source="A-185",
        ge=0.0,
        le=1.0,
    )
    reading_years: int = parameter(
        3,
        "Yearly growths, up to the last January counted, over which England's growth of a kind and of plans is read.",
        unit="years",
        source="A-185",
        ge=1,
        le=10,
    )
    least_plans_growth: float = parameter(
        0.06,
        "Growth of England's plans over those years below which nothing is read, and learners follow plans one to one.",
        unit="log ratio",
        source="A-158",
        ge=0.0,
        le=1.0,
    )
    most_elasticity: float = parameter(
        1.25,
        "Largest growth of learners for each growth of plans that is used; the least is none.",
        unit="% for each %",
        source="A-158",
        ge=1.0,
        le=5.0,
    )
    own_weight: float = parameter(
        0.2,
        "Share of the authority's own recent growth of a kind, beyond that of its plans, that goes on next year.",
        unit="share",
        source="A-186",
        ge=0.0,
        le=1.0,
    )
    own_decay: float = parameter(
        0.6,
        "Factor by which that growth shrinks each year ahead.",
        unit="share a year",
        source="A-186",
        ge=0.0,
        le=0.99,
    )
    own_years: int = parameter(
        2,
        "Years of history over which the authority's own growth of a kind is measured.",
        unit="years",
        source="A-186",
        ge=1,
        le=10,
    )
    own_limit: float = parameter(
        0.3,
        "Largest own growth of a kind, up or down, that is carried on.",
        unit="log ratio a year",
        source="A-186",
        ge=0.0,
        le=2.0,
    )
    own_pull: float = parameter(
        100.0,
        "Learners of a kind at which half of the authority's own growth of it is believed.",
        unit="learners",
        source="A-186",
        ge=0.0,
        le=10_000.0,
    )
