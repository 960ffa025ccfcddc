"""The ledger of a run worked out anew with pandas alone, from its tables of learners and the tables of its pack.

Nothing here is of the programme: rules and rates are those of docs/money.md, written down a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

STATE, BASES = "state_special", "specialist_base"
INMSS = ("independent_mainstream", "independent_special", "non_maintained_special")
SPECIALIST = (STATE, BASES, *INMSS)
INDEX = {"inmss_fees": "fees", "fee_health": "fees", "fee_care": "fees", "sen_transport": "transport"} | {
    **dict.fromkeys(("top_up_schools", "top_up_special", "top_up_post_school"), "top_up"),
    **dict.fromkeys(("sen_support",), "services"),
}
OLD = {"sen_transport": 66 / 190, "cross_border": 1.0}
FIRST_AGES = {"post_19": 19, "post_16": 16, "secondary": 11, "primary": 4, "early_years": 0}
FIRST_YEAR = 2024


def in_year(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Rows of an academic year."""
    return table[table["academic_year"] == label]


@dataclass(frozen=True)
class Oracle:
    """Tables of a run (``made``) and of its pack; growth of each index by the start of the financial year."""

    made: Mapping[str, pd.DataFrame]
    pack: Mapping[str, pd.DataFrame]
    growth: Mapping[str, Mapping[int, float]]

    def factor(self, index: str, year: int) -> float:
        """What pounds of the base financial year are in a later one."""
        of, product = self.growth.get(index, {0: 0.0}), 1.0
        for one in range(FIRST_YEAR + 1, year + 1):
            product *= 1.0 + of[min(max(one, min(of)), max(of))]
        return product

    def price(self, item: str, provision: str, need: str = "any", otherwise: float = 0.0) -> float:
        """A price as stated; all of them are of the base financial year."""
        rows = self.pack["prices"].set_index(["item", "provision", "need"])["value"]
        keys = [(item, one, other) for one in (provision, "any") for other in (need, "any")]
        return next((float(rows[key]) for key in keys if key in rows.index), otherwise)

    def ledger(self) -> pd.DataFrame:
        """Real and nominal pounds by financial year and line."""
        label = sorted(self.made["placements"]["academic_year"].unique())
        of_years = {int(one[:4]) + 1: self.of_year(one) for one in label}
        first = min(of_years)
        of_years[first - 1] = of_years[first]  # nobody counted the invented authority in the year before
        rows = []
        for year in range(first - 1, max(of_years)):
            for line in of_years[year]:
                old = OLD.get(line, 5 / 12)
                real = old * of_years[year][line] + (1 - old) * of_years[year + 1][line]
                rows.append(
                    (f"{year}-{(year + 1) % 100:02d}", line, real, real * self.factor(INDEX.get(line, ""), year))
                )
        frame = pd.DataFrame(rows, columns=["financial_year", "s251_line", "real_gbp", "nominal_gbp"])
        return frame.set_index(["financial_year", "s251_line"])

    def of_year(self, label: str) -> dict[str, float]:
        """Pounds of an academic year by line."""
        kinds = self.pack["providers"].set_index("provider_id")["provision"]
        placed = in_year(self.made["placements"], label)
        placed = placed.assign(kind=placed["provider_id"].map(kinds))
        crossing = in_year(self.made["cross_border"], label).groupby("direction")["learners"].sum()
        state = placed[placed["kind"] == STATE]
        found = {
            **self.places(label, placed),
            "top_up_special": self.charged(state, "top_up"),
            "cross_border": -6_000.0 * crossing.get("import", 0.0),
            "sen_transport": self.journeys(placed),
            **self.fees(placed[placed["kind"].isin(INMSS)]),
        }
        return found | self.elsewhere(label, placed)

    def charged(self, placed: pd.DataFrame, item: str) -> float:
        """Learners at the price of their kind and need."""
        return sum(row.learners * self.price(item, row.kind, row.need) for row in placed.itertuples())

    def places(self, label: str, placed: pd.DataFrame) -> dict[str, float]:
        """Places of state special schools, with learners above them, and of bases, filled and empty."""
        roll = placed.groupby("provider_id")["learners"].sum()
        cross = in_year(self.made["cross_border"], label).query("direction == 'import'")
        others, pounds = cross.groupby("provider_id")["learners"].sum(), {STATE: 0.0, BASES: 0.0}
        kinds = self.pack["providers"].set_index("provider_id")["provision"]
        for row in in_year(self.made["schools"], label).itertuples():
            agreed = row.usable_places + others.get(row.provider_id, 0.0)
            there = roll.get(row.provider_id, 0.0) + others.get(row.provider_id, 0.0)
            if kinds[row.provider_id] == STATE:
                pounds[STATE] += 10_000.0 * max(agreed, there)
            elif kinds[row.provider_id] == BASES:
                pounds[BASES] += 6_000.0 * min(agreed, there) + 10_000.0 * max(agreed - there, 0.0)
        return {"place_special": pounds[STATE], "place_bases": pounds[BASES]}

    def journeys(self, placed: pd.DataFrame) -> float:
        """Learners who are carried, each at the fixed price and that of the miles."""
        fixed, mile = self.price("transport_fixed", "any"), self.price("transport_mile", "any")
        shares = placed["kind"].map(lambda kind: self.price("carried_share", kind, otherwise=1.0))
        return float((placed["learners"] * shares * (fixed + mile * placed["miles"])).sum())

    def fees(self, placed: pd.DataFrame) -> dict[str, float]:
        """Whole fees, and what health and social care pay of them."""
        health, care = self.charged(placed, "fee_health"), self.charged(placed, "fee_care")
        return {
            "inmss_fees": self.charged(placed, "fee") - health - care,
            "fee_health": health,
            "fee_care": care,
        }

    def elsewhere(self, label: str, placed: pd.DataFrame) -> dict[str, float]:
        """Who is in no specialist place: where those of the base year are; the unmet in mainstream."""
        keys = ["phase", "need"]
        plans = self.made["forecast"].query("census_year == @year", local_dict={"year": int(label[:4]) + 1})
        unmet = in_year(self.made["unmet"], label).groupby(keys)["learners"].sum()
        left = plans.groupby(keys)["plans"].sum().sub(placed.groupby(keys)["learners"].sum(), fill_value=0.0)
        left = left.sub(unmet, fill_value=0.0).clip(lower=0.0)
        joint = self.pack["plans_joint"].query("provision not in @kinds", local_dict={"kinds": SPECIALIST})
        phase = joint["age"].map(lambda age: next(name for name, first in FIRST_AGES.items() if age >= first))
        shares = joint.assign(phase=phase).pivot_table("plans", keys, "provision", "sum", fill_value=0.0)
        shares = shares.div(shares.sum(axis=1), axis=0).reindex(left.index)
        shares["mainstream"] = shares["mainstream"].fillna(1.0)  # of a phase and need that nobody was in
        learners = shares.fillna(0.0).mul(left, axis=0).sum()
        learners["mainstream"] += unmet.sum()
        bases = self.charged(placed[placed["kind"] == BASES], "top_up")
        ledger = self.pack["high_needs"].set_index("line")
        unit = ledger.loc["top_up_post_school", "amount_gbp"] / ledger.loc["top_up_post_school", "learners"]
        return {
            "top_up_schools": bases + learners["mainstream"] * self.price("top_up", "mainstream"),
            "top_up_post_school": learners["further_education"] * unit,
            "sen_support": float(ledger.loc["sen_support", "amount_gbp"]),
        }
