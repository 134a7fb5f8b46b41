"""The core of the population economy in Mesa, to stand beside benches/economy.rs: person-months a second of processor time, one thread.

    python3 benches/mesa_peer.py [PEOPLE [MONTHS]]     # needs mesa; 20,000 people and 24 months where nothing is said

What is as in the engine, with its defaults: tastes, skill, ties, the best effort in a place, pay by own work and alike, founders' profit, what keeps
people where they are, founding and its costs, savings, layoffs of the new, those without work who look around, productivity of firms that moves, the ups
and downs of working alone, 4 % of people who reconsider in a month. What is left out, so that Mesa has less to do: business beside a job, ages and
retirement, exhaustion and ideas, demand and taxes, failures, machines and policies, and every outcome but the share without work, the share alone and the
mean income. Draws are Python's own, so that results agree in size and not in digits.
"""
import math
import resource
import sys

import mesa

TIES, NOISE, LOYALTY, BOND, BOND_MONTHS, EARLY = 4, 0.3, 0.1055, 1.0, 36.0, 0.7
OWN_SHARE, PROFIT, BENEFITS, FOUNDING, CUSHION, NET = 0.7, 0.1, 0.08, 0.2, 3.0, 0.3
RECONSIDER, SEARCH, LAYOFFS, OPEN, LEVEL, LEVEL_MONTHS, CALM = 0.04, 0.3, 0.012, 0.25, 0.2, 36.0, 0.16
SAVING, SPENDING, SPREAD, TASKS, RETURNS, COORDINATION, SPAN = 0.08, 0.025, 0.35, 0.3, 0.35, 0.02, 64
YIELDS = [0.0] + [(1 + RETURNS * (1 - 1 / n)) * max(1 - TASKS / n - COORDINATION * math.log(n), 0.05) for n in range(1, SPAN + 1)]


def best(taste, skill, wage, people, others, extra=0.0):
    """The best effort in a place, what it pays and what that is worth."""
    k = skill * (OWN_SHARE + (1 - OWN_SHARE) / people)
    g = (1 - OWN_SHARE) * others / people
    effort = max(taste - (1 - taste) * g / k, 0.02)
    pay = wage * (k * effort + g) + extra
    return effort, pay, taste * math.log(pay) + (1 - taste) * math.log(1 - effort)


class Firm:
    __slots__ = ("people", "work", "owner", "level", "productivity", "employer", "open", "rate", "share", "gain")

    def __init__(self, owner, level, open_):
        self.people, self.work, self.owner, self.employer = 0, 0.0, owner, None
        self.level, self.productivity, self.open = level, math.exp(level), open_

    def pays(self):
        whole = self.productivity * YIELDS[min(self.people, SPAN)]
        if self.people == 1:
            self.rate, self.share, self.gain = whole, 0.0, 0.0
        else:
            shared = whole * (1 - PROFIT)
            self.rate, self.share = shared * OWN_SHARE, shared * (1 - OWN_SHARE) * self.work / self.people
            self.gain = whole * PROFIT * self.work


class Person(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        draw = model.random
        self.taste = draw.uniform(0.25, 0.85)
        self.skill = sum(w * math.exp(0.45 * draw.gauss(0, 1) - 0.5 * 0.45 * 0.45) for w in (0.6, 0.4))
        self.autonomy, self.risk = draw.gauss(0.0675, 0.4), 0.2 * draw.random()
        self.known, self.trust = draw.random(), draw.random()
        self.benefits = BENEFITS * (1.5 if draw.random() < 0.4 else 1.0)
        self.firm, self.effort, self.since, self.friends = None, 0.0, 0, ()
        self.savings, self.income = 0.9 * draw.expovariate(1), 0.0

    def leave(self):
        firm = self.firm
        if firm is not None:
            firm.people -= 1
            firm.work -= self.effort * self.skill
            if firm.owner is self:
                firm.owner = None
            if firm.people == 0:
                del self.model.firms[firm]
        self.firm, self.effort, self.since = None, 0.0, self.model.month

    def join(self, firm, effort):
        self.leave()
        self.firm, self.effort = firm, effort
        firm.people += 1
        firm.work += effort * self.skill
        if firm.people == 2 and firm.employer is None:
            firm.employer = self.model.month

    def alone(self, productivity):
        effort, pay, utility = best(self.taste, self.skill, productivity * YIELDS[1], 1, 0.0)
        covered = min(max(self.savings / (6 * self.model.usual), 0), 1)
        return effort, pay, utility + self.autonomy - self.risk * (1 - covered) * (1.25 - 0.5 * self.trust)

    def place(self, firm, stays):
        others = firm.work - (self.effort * self.skill if stays else 0.0)
        people = firm.people + (not stays)
        whole = firm.productivity * YIELDS[min(people, SPAN)]
        owner = firm.owner is self
        effort, pay, utility = best(self.taste, self.skill, whole * (1 - PROFIT), people, others, PROFIT * whole * others if owner else 0.0)
        return effort, pay, utility + self.benefits + (self.autonomy if owner else 0.0)

    def choose(self):
        model, firm = self.model, self.firm
        if firm is None:
            utility = self.taste * math.log((NET + 0.02) * model.usual) + (1 - self.taste) * math.log(0.95)
            ways = [(math.exp(utility / NOISE), None, 0.0)]
        else:
            effort, _, utility = self.alone(firm.productivity) if firm.people == 1 else self.place(firm, True)
            months = model.month - self.since
            young = firm.employer is not None and model.month - firm.employer < 12
            utility += LOYALTY + BOND * months / (months + BOND_MONTHS) + (EARLY if young else 0.0)
            ways = [(math.exp(utility / NOISE), firm, effort)]
        for to in dict.fromkeys(friend.firm for friend in self.friends):
            if to is not None and to is not firm and to.open:
                effort, _, utility = self.place(to, False)
                ways.append((math.exp(utility / NOISE), to, effort))
        if firm is None or firm.people > 1:
            effort, _, utility = self.alone(1.0)
            utility -= FOUNDING * (1.5 - self.known) * (2 - min(self.savings / (CUSHION * model.usual), 1))
            ways.append((math.exp(utility / NOISE), "found", effort))
        left = model.random.random() * sum(way[0] for way in ways)
        chosen = ways[0]
        for way in ways:
            left -= way[0]
            if left < 0:
                chosen = way
                break
        _, to, effort = chosen
        if to is None:
            return
        if to == "found":
            to = Firm(self, LEVEL * model.random.gauss(0, 1), model.random.random() < OPEN)
            model.firms[to] = None
        if to is firm:
            firm.work += (effort - self.effort) * self.skill
            self.effort = effort
        else:
            self.join(to, effort)

    def earn(self):
        firm, usual = self.firm, self.model.usual
        if firm is None:
            self.income, kept = NET * usual, -0.3 * usual
        else:
            income = firm.rate * self.skill * self.effort + firm.share
            if firm.people == 1:
                swings = 1.25 - 0.5 * self.trust
                income *= math.exp(swings * (self.model.random.gauss(0, 1) * SPREAD - 0.5 * SPREAD * SPREAD * swings))
            elif firm.owner is self:
                income += firm.gain
            self.income, kept = income, SAVING * income
        self.savings = min(max(self.savings * (1 - SPENDING) + kept, 0), max(24 * usual, 24 * self.income))


class Economy(mesa.Model):
    def __init__(self, people, seed):
        super().__init__(seed=seed)
        self.month, self.usual, self.firms = 0, 0.45 * YIELDS[1], {}
        everybody = [Person(self) for _ in range(people)]
        for person in everybody:
            person.friends = [self.random.choice(everybody) for _ in range(TIES)]
            person.since = -int(self.random.expovariate(math.log(2) / 46.8))
        self.everybody, rank = everybody, 0
        # A few without work, some alone, the rest in firms whose sizes fall like their rank.
        left = everybody[int(0.03 * people):]
        for person in left[: int(0.07 * people)]:
            self.settle([person])
        left = left[int(0.07 * people):]
        firms = next(n for n in range(1, len(left)) if sum(5 * (n / (r + 0.5)) ** (1 / 1.033) for r in range(n)) > len(left))
        while left:
            size = max(int(5 * (firms / (rank + 0.5)) ** (1 / 1.033)), 5)
            self.settle(left[:size])
            left, rank = left[size:], rank + 1

    def settle(self, people):
        firm = Firm(people[0], LEVEL * self.random.gauss(0, 1), len(people) > 1 or self.random.random() < OPEN)
        self.firms[firm] = None
        for person in people:
            since = person.since
            person.join(firm, person.taste * (0.8 if len(people) > 1 else 1.0))
            person.since = since
        if len(people) > 1:
            firm.employer = -4000

    def step(self):
        count = len(self.everybody)
        for _ in range(int(LAYOFFS * count)):
            person = self.random.choice(self.everybody)
            firm, months = person.firm, self.month - person.since
            if firm is not None and firm.people > 1 and firm.owner is not person and self.random.random() < BOND_MONTHS / (BOND_MONTHS + months):
                person.leave()
        for person in [person for person in self.everybody if person.firm is None]:
            if self.random.random() < SEARCH:
                person.choose()
        for _ in range(int(RECONSIDER * count)):
            person = self.random.choice(self.everybody)
            if person.firm is not None:
                person.choose()
        keeps = 1 - 1 / LEVEL_MONTHS
        moves = LEVEL * math.sqrt(1 - keeps * keeps)
        for firm in self.firms:
            firm.level = keeps * firm.level + moves * firm.people**-CALM * self.random.gauss(0, 1)
            firm.productivity = math.exp(firm.level)
            firm.pays()
        self.agents.do("earn")
        incomes = sorted(person.income for person in self.everybody)
        self.usual = 0.9 * self.usual + 0.1 * incomes[count // 2]
        self.month += 1

    def told(self):
        count = len(self.everybody)
        idle = sum(person.firm is None for person in self.everybody) / count
        alone = sum(person.firm is not None and person.firm.people == 1 for person in self.everybody) / count
        mean = sum(person.income for person in self.everybody) / count
        return f"without work {idle:.3f}, alone {alone:.3f}, mean income {mean:.3f}"


def main():
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    economy = Economy(people, 1)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for _ in range(months):
        economy.step()
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - start
    print(economy.told())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{people:,} people x {months} months in Mesa {mesa.__version__}: {seconds:.1f} s, {people * months / seconds / 1e6:.3f} M person-months a second, "
          f"{memory:.0f} MiB")


if __name__ == "__main__":
    main()
