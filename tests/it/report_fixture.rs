//! A full, realistic report, made up for tests: every kind of block and chart, in the order of a decision.

use foretaste::report::chart::{
    BestPrice, Chart, Convergence, Crossing, CurvePoint, Direction, DriverRow, Drivers, Dumbbell, DumbbellRow, Fan, FanPoint, Flip,
    HeatCell, HeatRow, Heatmap, Journey, Likert, LikertRow, PriceCurves, PricePanel, ShareRow, Shares, Stage, Tornado, TornadoRow,
    Transfer, TransferCell, VanWestendorp, XlmMark,
};
use foretaste::report::format;
use foretaste::report::view::{
    Block, Callout, Estimate, Fact, Figure, Grade, Heading, Hue, KeyFigure, Ledger, LedgerRow, Report, Reproduce, Section, Table, Tone,
    Trust, ValidityLine, Verdict, VerdictKind,
};

use crate::report_fixture_mending::{mending, objections};

/// Gives the report.
pub fn report() -> Report {
    Report {
        title: "Back office for a one-person firm".into(),
        question: "Should we build the service, at which price, and what would have to be better first?".into(),
        verdict: Verdict {
            kind: VerdictKind::Iterate,
            word: "iterate".into(),
            probability: Some(0.71),
            sentence: "The service would be chosen by about two in five, above the 35 % it needs, but the wait for a human answer misses its target in four of five runs, and one judged taste can undo the lead.".into(),
        },
        partial: None,
        key_figures: vec![
            KeyFigure {
                label: "would choose the service".into(),
                value: format::share(est(0.41, 0.37, 0.45)),
                note: Some("accountant, today's way: 34 % (30–38)".into()),
            },
            KeyFigure {
                label: "best price a month, for profit".into(),
                value: format::money(est(49.0, 45.0, 54.0), "CHF"),
                note: Some("same taste for money as the shares: one piece of evidence".into()),
            },
            KeyFigure {
                label: "finish the first month's journey".into(),
                value: format::share(est(0.46, 0.40, 0.52)),
                note: Some("most leave at the first support call".into()),
            },
        ],
        validity: vec![
            ValidityLine {
                measure: "share of choices".into(),
                trust: Trust::Calibrated,
                how: "fitted to 752 people's choices; 5 of 8 transfer cells do not beat constant shares.".into(),
            },
            ValidityLine {
                measure: "price curves".into(),
                trust: Trust::NotValidated,
                how: "they follow from the same taste for money, which is judgement.".into(),
            },
            ValidityLine {
                measure: "margins of the population".into(),
                trust: Trust::Validated,
                how: "raked to six published margins; the largest one left is 0.3 points off.".into(),
            },
            ValidityLine {
                measure: "experience levels".into(),
                trust: Trust::NotValidated,
                how: "waits and failures are the team's own estimates.".into(),
            },
        ],
        objection: Some("People who already pay an accountant they trust lose more by switching than the service gives back: where trust weighs as the survey says, the lead is gone.".into()),
        sections: vec![validity(), people(), choice(), price(), journey(), segments(), hangs_on(), objections(), mending(), method()],
        reproduce: Reproduce {
            command: "foretaste validate scenarios/back-office/study.toml --seed 7 --replicates 1200".into(),
            facts: vec![
                Fact::new("version", "0.1.0"),
                Fact::new("seed", "7"),
                Fact::new("study", "sha256 9f2c51d0a4b7e3f8c6d5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392817060"),
                Fact::new("population", "sha256 17aa0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f10"),
            ],
        },
    }
}

/// Makes an estimate.
pub fn est(mid: f64, low: f64, high: f64) -> Estimate {
    Estimate::new(mid, low, high)
}

/// Makes a section.
pub fn section(id: &str, title: &str, finding: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.into(), title: title.into(), finding: finding.into(), blocks }
}

/// Makes a chart with its table.
pub fn figure(id: &str, title: &str, alt: &str, chart: Chart, table: Table) -> Block {
    Block::Figure(Box::new(Figure {
        id: id.into(),
        title: title.into(),
        chart,
        alt: alt.into(),
        table,
        csv: Some(format!("tables/{id}.csv")),
    }))
}

/// Makes a table of words and numbers.
pub fn table(caption: &str, first: &str, numbers: &[&str], rows: &[&[&str]]) -> Table {
    let mut columns = vec![Heading::text(first)];
    columns.extend(numbers.iter().map(|&n| Heading::number(n)));
    Table { caption: caption.into(), columns, rows: rows.iter().map(|r| r.iter().map(|&c| c.into()).collect()).collect(), note: None }
}

fn validity() -> Section {
    let cells = [
        ("cost −20 %, time as now", 58, 4.1, 9.2, 5.1, 2.0, 8.4),
        ("cost −20 %, time −30 %", 51, 5.0, 8.1, 3.1, -0.6, 6.7),
        ("cost as now, time −30 %", 60, 3.6, 7.9, 4.3, 1.1, 7.2),
        ("cost as now, time as now", 64, 4.4, 5.0, 0.6, -2.2, 3.5),
        ("cost +20 %, time −30 %", 49, 6.2, 7.0, 0.8, -2.9, 4.4),
        ("cost +20 %, time as now", 55, 7.4, 6.1, -1.3, -4.0, 1.5),
        ("cost +40 %, time −30 %", 52, 5.2, 10.3, 5.1, 1.4, 8.9),
        ("cost +40 %, time as now", 50, 8.8, 8.1, -0.7, -4.6, 3.1),
    ];
    let rows: Vec<Vec<String>> = cells
        .iter()
        .map(|c| {
            vec![
                c.0.into(),
                c.1.to_string(),
                format::number(c.2, 1),
                format::number(c.3, 1),
                format!("{} ({} to {})", format::signed(c.4, 1), format::signed(c.5, 1), format::signed(c.6, 1)),
            ]
        })
        .collect();
    section(
        "validity",
        "What is validated, and how",
        "On people who were not fitted the model beats constant shares in three of eight cells; in the other five it is not valid for these people.",
        vec![
            figure(
                "transfer",
                "Error on 439 other people, cell by cell",
                "For each of eight cells of cost and time: the model's mean share error, the error of constant shares, and the gain with its interval. Three gains lie above zero.",
                Chart::Transfer(Transfer {
                    axis: "mean share error, points".into(),
                    null_name: "error of constant shares".into(),
                    interval: "95 % bootstrap interval over people".into(),
                    cells: cells
                        .iter()
                        .map(|c| TransferCell {
                            label: c.0.into(),
                            base: format!("{} people", c.1),
                            model: c.2,
                            null: c.3,
                            gain: est(c.4, c.5, c.6),
                        })
                        .collect(),
                }),
                Table {
                    caption: "Mean share error in points".into(),
                    columns: vec![
                        Heading::text("cell"),
                        Heading::number("people"),
                        Heading::number("model"),
                        Heading::number("constant shares"),
                        Heading::number("gain (95 %)"),
                    ],
                    rows,
                    note: Some("Cells are never pooled: errors of opposite sign would cancel.".into()),
                },
            ),
            Block::Callout(Callout {
                tone: Tone::Warning,
                title: "No ratings were held against real people.".into(),
                text: "Purchase intent and experience levels below are consequences of stated assumptions. Use them to compare variants, not to forecast.".into(),
            }),
        ],
    )
}

fn people() -> Section {
    section(
        "people",
        "Who was asked",
        "2,000 survey donors stand for people who left a payroll for a one-to-five-person firm; their margins match what is published to within 0.3 points.",
        vec![
            Block::Facts(vec![
                Fact::new("personas", format::count(100_000)),
                Fact::new("real donors behind them", "1,412 (effective 611)"),
                Fact::new("raked to", "age, sex, education, hours, income, region"),
                Fact::new("largest margin left", "0.3 points (education)"),
            ]),
            Block::Table(table(
                "Segments",
                "segment",
                &["share of people", "donors", "effective donors"],
                &[
                    &["craft and trade", "38 %", "541", "236"],
                    &["advice and care", "31 %", "433", "190"],
                    &["makers and artists", "22 %", "352", "149"],
                    &["platform work", "9 %", "86", "24"],
                ],
            )),
        ],
    )
}

fn choice() -> Section {
    let share = |label: &str, hue, mid: f64, low, high, null, real| ShareRow {
        label: label.into(),
        hue,
        share: est(mid, low, high),
        null: Some(null),
        real,
    };
    let answer = |label: &str, base: &str, shares: [f64; 5], end: &str| LikertRow {
        label: label.into(),
        base: base.into(),
        shares: shares.to_vec(),
        end: end.into(),
    };
    let driver = |label: &str, mid: f64, low: f64, high: f64| DriverRow {
        label: label.into(),
        value: est(mid, low, high),
        text: format!("{} % ({})", format::number(mid, 0), format::range(low, high, 0)),
    };
    let fan = (0..=24)
        .map(|month| {
            let t = f64::from(month);
            let mid = 1900.0 * t / (t + 9.0);
            let half = 20.0 + 26.0 * t;
            FanPoint {
                time: t,
                q05: (mid - half).max(0.0),
                q25: (mid - 0.4 * half).max(0.0),
                q50: mid,
                q75: mid + 0.4 * half,
                q95: mid + half,
            }
        })
        .collect();
    section(
        "choice",
        "What they would do, and why",
        "Two in five would choose the service, a little ahead of the accountant; those who would not say they trust a person more.",
        vec![
            figure(
                "shares",
                "Share of choices",
                "Service 41 percent, accountant 34, own spreadsheet 17, none of these 8, each with an interval of about eight points.",
                Chart::Shares(Shares {
                    axis: "share of choices, %".into(),
                    interval: "90 % interval".into(),
                    null_name: "null: equal shares".into(),
                    real_name: "what people chose in the survey".into(),
                    rows: vec![
                        share("AI-run back office", Hue::Concept, 0.41, 0.37, 0.45, 0.25, None),
                        share("accountant, as today", Hue::Reference, 0.34, 0.30, 0.38, 0.25, Some(0.36)),
                        share("own spreadsheet", Hue::Other(0), 0.17, 0.13, 0.21, 0.25, Some(0.145)),
                        share("none of these", Hue::Nothing, 0.08, 0.05, 0.12, 0.25, Some(0.07)),
                    ],
                }),
                table(
                    "Share of choices with 90 % interval",
                    "alternative",
                    &["share", "interval", "null", "survey"],
                    &[
                        &["AI-run back office", "41 %", "37–45", "25 %", ""],
                        &["accountant, as today", "34 %", "30–38", "25 %", "36 %"],
                        &["own spreadsheet", "17 %", "13–21", "25 %", "15 %"],
                        &["none of these", "8 %", "5–12", "25 %", "7 %"],
                    ],
                ),
            ),
            figure(
                "answers",
                "What they answer when asked",
                "Diverging bars for five questions; value is rated best with a top-2-box of 54 percent, believability worst with 31.",
                Chart::Likert(Likert {
                    categories: ["definitely not", "probably not", "might or might not", "probably", "definitely"]
                        .map(str::to_owned)
                        .to_vec(),
                    end_title: "top-2-box".into(),
                    rows: vec![
                        answer("Would you take it?", "1,412 donors", [0.10, 0.17, 0.26, 0.31, 0.16], "47 % (43–51)"),
                        answer("Is it worth its price?", "1,412 donors", [0.07, 0.14, 0.25, 0.34, 0.20], "54 % (50–58)"),
                        answer("Does it solve a problem you have with paperwork, taxes or contracts?", "1,412 donors", [0.12, 0.16, 0.22, 0.29, 0.21], "50 % (46–54)"),
                        answer("Do you believe it can do what it says?", "1,412 donors", [0.21, 0.24, 0.24, 0.22, 0.09], "31 % (27–35)"),
                        answer("The accountant, same question", "1,412 donors", [0.06, 0.11, 0.28, 0.36, 0.19], "55 % (51–59)"),
                    ],
                }),
                table(
                    "Answers in %",
                    "question",
                    &["definitely not", "probably not", "might", "probably", "definitely", "top-2-box"],
                    &[
                        &["Would you take it?", "10", "17", "26", "31", "16", "47 (43–51)"],
                        &["Is it worth its price?", "7", "14", "25", "34", "20", "54 (50–58)"],
                        &["Does it solve a problem?", "12", "16", "22", "29", "21", "50 (46–54)"],
                        &["Do you believe it?", "21", "24", "24", "22", "9", "31 (27–35)"],
                        &["The accountant", "6", "11", "28", "36", "19", "55 (51–59)"],
                    ],
                ),
            ),
            figure(
                "drivers",
                "What drives the answer",
                "Trust explains 32 percent of the answers' variance, price 24, time saved 19, and four others less.",
                Chart::Drivers(Drivers {
                    axis: "share of explained variance, %".into(),
                    interval: "90 % interval".into(),
                    rows: vec![
                        driver("trust in who does the books", 32.0, 27.0, 38.0),
                        driver("price a month", 24.0, 20.0, 29.0),
                        driver("hours saved", 19.0, 15.0, 23.0),
                        driver("answers within a day", 13.0, 9.0, 17.0),
                        driver("contracts checked", 7.0, 4.0, 11.0),
                        driver("community of peers", 5.0, 2.0, 9.0),
                    ],
                }),
                table(
                    "Shapley shares of explained variance",
                    "driver",
                    &["share", "interval"],
                    &[
                        &["trust in who does the books", "32 %", "27–38"],
                        &["price a month", "24 %", "20–29"],
                        &["hours saved", "19 %", "15–23"],
                        &["answers within a day", "13 %", "9–17"],
                        &["contracts checked", "7 %", "4–11"],
                        &["community of peers", "5 %", "2–9"],
                    ],
                ),
            ),
            Block::Text(vec![
                "Those who would choose it name, in this order, the hours they get back, the price, and that nothing is forgotten. Those who would not name that no person answers for mistakes.".into(),
                "Reasons are the largest contributions to each persona's utility, in words; nobody said them.".into(),
            ]),
            figure(
                "adoption",
                "Customers over two years",
                "The median grows from none to about 1,400 customers after two years; 90 percent of runs lie between 740 and 2,000.",
                Chart::Fan(Fan {
                    time_axis: "months after launch".into(),
                    axis: "paying customers".into(),
                    hue: Hue::Concept,
                    points: fan,
                    history: vec![(0.0, 0.0), (1.0, 150.0), (2.0, 390.0), (3.0, 520.0), (4.0, 560.0)],
                }),
                table("Customers", "month", &["5 %", "median", "95 %"], &[&["12", "754", "1086", "1418"], &["24", "738", "1382", "2026"]]),
            ),
        ],
    )
}

fn price() -> Section {
    let prices: Vec<f64> = (0..=10).map(|i| 19.0 + 8.0 * f64::from(i)).collect();
    let demand = |p: f64| 100.0 / (1.0 + (p / 52.0) * (p / 52.0) * (p / 52.0));
    let panel = |title: &str, value: &dyn Fn(f64) -> f64, spread: f64| PricePanel {
        title: title.into(),
        hue: Hue::Concept,
        points: prices
            .iter()
            .map(|&price| {
                let v = value(price);
                CurvePoint { price, value: est(v, v - spread * (0.4 + price / 90.0), v + spread * (0.4 + price / 90.0)) }
            })
            .collect(),
    };
    let meter: Vec<f64> = (0..=30).map(|i| 5.0 + 4.0 * f64::from(i)).collect();
    let above = |p: f64, middle: f64| {
        let r = p / middle;
        r * r * r * r / (1.0 + r * r * r * r)
    };
    let crossing = |name: &str, price, share, text: &str| Crossing { name: name.into(), price, share, text: text.into() };
    section(
        "price",
        "At what price",
        "CHF 49 a month earns most; between 45 and 54 it hardly matters.",
        vec![
            figure(
                "price-curves",
                "Demand, revenue and profit by price",
                "Demand falls from 95 percent at 19 francs to 13 at 99. Profit is highest at 49 francs, with an interval from 45 to 54.",
                Chart::Price(PriceCurves {
                    axis: "price a month, CHF".into(),
                    interval: "90 % interval".into(),
                    panels: vec![
                        panel("Demand, % of people", &demand, 4.0),
                        panel("Revenue, thousand CHF a month", &|p| demand(p) * p * 0.1, 16.0),
                        panel("Profit, thousand CHF a month", &|p| demand(p) * (p - 18.0) * 0.1, 16.0),
                    ],
                    best: Some(BestPrice {
                        price: est(49.0, 45.0, 54.0),
                        label: "best for profit: CHF 49 (45–54)".into(),
                    }),
                }),
                table(
                    "By price",
                    "price, CHF",
                    &["demand", "revenue, thousand CHF", "profit, thousand CHF"],
                    &[&["35", "77 %", "268", "130"], &["43", "64 %", "275", "160"], &["51", "51 %", "262", "170"], &["59", "41 %", "240", "167"]],
                ),
            ),
            figure(
                "price-meter",
                "Price sensitivity meter",
                "Four cumulative curves over price. The acceptable range runs from 31 to 66 francs; the optimal price point is 44.",
                Chart::VanWestendorp(VanWestendorp {
                    axis: "price a month, CHF".into(),
                    too_cheap: meter.iter().map(|&p| 1.0 - above(p, 24.0)).collect(),
                    cheap: meter.iter().map(|&p| 1.0 - above(p, 40.0)).collect(),
                    expensive: meter.iter().map(|&p| above(p, 50.0)).collect(),
                    too_expensive: meter.iter().map(|&p| above(p, 80.0)).collect(),
                    prices: meter,
                    crossings: vec![
                        crossing("marginal cheapness", 34.6, 0.187, "CHF 35 (31–38)"),
                        crossing("optimal price", 43.8, 0.083, "CHF 44 (40–48)"),
                        crossing("indifference", 44.7, 0.39, "CHF 45 (41–49)"),
                        crossing("marginal expensiveness", 56.6, 0.2, "CHF 57 (51–63)"),
                    ],
                }),
                table(
                    "Crossings",
                    "point",
                    &["price", "interval"],
                    &[
                        &["marginal cheapness", "CHF 35", "31–38"],
                        &["optimal price", "CHF 44", "40–48"],
                        &["indifference", "CHF 45", "41–49"],
                        &["marginal expensiveness", "CHF 57", "51–63"],
                    ],
                ),
            ),
            Block::Callout(Callout {
                tone: Tone::Note,
                title: "One piece of evidence.".into(),
                text: "The price meter, the demand curve and the choice price all follow from one taste for money. That they agree says nothing.".into(),
            }),
        ],
    )
}

fn journey() -> Section {
    let xlm = |name: &str, measured, target, scale, direction, met, text: &str| XlmMark {
        name: name.into(),
        measured,
        target,
        scale,
        direction,
        met,
        text: text.into(),
    };
    let stage = |name: &str, channel: &str, reached, xlms| Stage { name: name.into(), channel: channel.into(), reached, xlms };
    use Direction::{HigherIsBetter, LowerIsBetter};
    let row = |label: &str, before, after, low, high, text: &str| DumbbellRow {
        label: label.into(),
        before,
        after,
        difference: est(after - before, low, high),
        text: text.into(),
    };
    section(
        "journey",
        "Where the experience hurts",
        "Most are lost at the first support call, where the wait misses its target in four of five runs.",
        vec![
            figure(
                "journey-funnel",
                "From sign-up to the first closed month",
                "Of all who start, 88 percent reach the import, 79 the first documents, 72 the support call, and 46 percent finish. The support call loses most.",
                Chart::Journey(Journey {
                    stages: vec![
                        stage(
                            "sign up",
                            "digital",
                            1.0,
                            vec![xlm(
                                "effort",
                                est(5.6, 5.3, 5.9),
                                5.0,
                                (1.0, 7.0),
                                HigherIsBetter,
                                0.97,
                                "5.6 of 7 (5.3–5.9), wanted ≥ 5",
                            )],
                        ),
                        stage(
                            "import accounts",
                            "digital",
                            0.88,
                            vec![
                                xlm(
                                    "time to first value",
                                    est(14.0, 11.0, 18.0),
                                    15.0,
                                    (0.0, 30.0),
                                    LowerIsBetter,
                                    0.66,
                                    "14 min (11–18), wanted ≤ 15",
                                ),
                                xlm("clarity", est(4.4, 4.0, 4.8), 5.0, (1.0, 7.0), HigherIsBetter, 0.12, "4.4 of 7 (4.0–4.8), wanted ≥ 5"),
                            ],
                        ),
                        stage(
                            "first documents",
                            "digital",
                            0.79,
                            vec![xlm(
                                "errors seen",
                                est(3.1, 2.0, 4.4),
                                5.0,
                                (0.0, 10.0),
                                LowerIsBetter,
                                0.98,
                                "3.1 % (2.0–4.4), wanted ≤ 5",
                            )],
                        ),
                        stage(
                            "support call",
                            "physical",
                            0.72,
                            vec![xlm("wait", est(21.0, 14.0, 29.0), 12.0, (0.0, 40.0), LowerIsBetter, 0.18, "21 min (14–29), wanted ≤ 12")],
                        ),
                        stage(
                            "first month closed",
                            "digital",
                            0.51,
                            vec![xlm(
                                "would recommend",
                                est(12.0, 2.0, 22.0),
                                20.0,
                                (-50.0, 50.0),
                                HigherIsBetter,
                                0.11,
                                "+12 (2–22), wanted ≥ 20",
                            )],
                        ),
                    ],
                    end: "stay".into(),
                    finished: 0.46,
                    worst: Some(3),
                }),
                table(
                    "Touchpoints",
                    "touchpoint",
                    &["reach it", "leave there", "experience level", "met"],
                    &[
                        &["sign up", "100 %", "12 %", "effort 5.6", "97 %"],
                        &["import accounts", "88 %", "9 %", "clarity 4.4", "12 %"],
                        &["first documents", "79 %", "7 %", "errors 3.1 %", "98 %"],
                        &["support call", "72 %", "21 %", "wait 21 min", "18 %"],
                        &["first month closed", "51 %", "5 %", "recommend +12", "11 %"],
                    ],
                ),
            ),
            figure(
                "mended",
                "What a shorter wait would change",
                "With a wait of eight minutes the share that finishes rises from 46 to 57 percent; choices rise from 41 to 44.",
                Chart::Dumbbell(Dumbbell {
                    axis: "%".into(),
                    before_name: "as designed".into(),
                    after_name: "with a wait of 8 minutes".into(),
                    rows: vec![
                        row("finish the first month", 46.0, 57.0, 7.0, 15.0, "+11 points (+7 to +15)"),
                        row("would choose it", 41.0, 43.8, 1.6, 4.1, "+2.8 points (+1.6 to +4.1)"),
                        row("promoters minus detractors", 12.0, 17.0, -1.0, 11.0, "+5 (−1 to +11)"),
                    ],
                }),
                table(
                    "Before and after",
                    "measure",
                    &["before", "after", "difference"],
                    &[
                        &["finish the first month", "46 %", "57 %", "+11 (+7 to +15)"],
                        &["would choose it", "41 %", "44 %", "+2.8 (+1.6 to +4.1)"],
                        &["promoters minus detractors", "12", "17", "+5 (−1 to +11)"],
                    ],
                ),
            ),
        ],
    )
}

fn segments() -> Section {
    let columns = ["service", "accountant", "spreadsheet", "none", "finish", "top-2-box"];
    let rows: [(&str, &str, [u32; 6], bool); 5] = [
        ("craft and trade", "236 donors", [38, 39, 15, 8, 41, 44], false),
        ("advice and care", "190 donors", [46, 31, 16, 7, 52, 53], false),
        ("makers and artists", "149 donors", [43, 26, 22, 9, 47, 46], false),
        ("platform work", "24 donors", [35, 34, 19, 12, 38, 40], true),
        ("everyone", "611 donors", [41, 34, 17, 8, 46, 47], false),
    ];
    let words: Vec<Vec<String>> = rows
        .iter()
        .map(|r| {
            let mut cells = vec![r.0.to_owned(), r.1.to_owned()];
            cells.extend(r.2.iter().map(|v| format!("{v} %")));
            cells
        })
        .collect();
    let mut headings = vec![Heading::text("segment"), Heading::number("base")];
    headings.extend(columns.map(Heading::number));
    section(
        "segments",
        "By segment",
        "People who sell advice or care lead; craft and trade keep their accountant. Platform work rests on 24 donors: do not lean on it.",
        vec![figure(
            "by-segment",
            "Measures by segment",
            "Heat map of six measures for four segments and everyone. Advice and care choose the service most, with 46 percent. Platform work is hatched for its small base.",
            Chart::Heatmap(Heatmap {
                axis: "% of people".into(),
                columns: columns.map(str::to_owned).to_vec(),
                rows: rows
                    .iter()
                    .map(|r| HeatRow {
                        label: r.0.into(),
                        base: r.1.into(),
                        cells: r.2.iter().map(|&v| Some(HeatCell { value: f64::from(v), text: v.to_string(), thin: r.3 })).collect(),
                    })
                    .collect(),
                scale: None,
                thin_name: "fewer than 30 effective donors".into(),
            }),
            Table {
                caption: "By segment".into(),
                columns: headings,
                rows: words,
                note: Some("Bases are effective numbers of real donors, not of personas.".into()),
            },
        )],
    )
}

fn hangs_on() -> Section {
    let row = |label: &str, range: &str, grade, at_low, at_high, flip: Option<&str>| TornadoRow {
        label: label.into(),
        range: range.into(),
        grade,
        at_low,
        at_high,
        flip: flip.map(|text| Flip { text: text.into() }),
    };
    let ledger = |name: &str, value: &str, grade, source: &str, flips: Option<&str>| LedgerRow {
        name: name.into(),
        value: value.into(),
        grade,
        source: source.into(),
        flips_at: flips.map(str::to_owned),
    };
    section(
        "hangs-on",
        "What it hangs on",
        "Two judgements carry the verdict: how much trust in a person is worth, and how many hours are saved.",
        vec![
            figure(
                "tornado",
                "How far each assumption moves the share of choices",
                "Trust in a person moves the share from 48 to 31 percent over its range and flips the verdict at 1.3. Hours saved move it from 33 to 47 and flip it at 2.6.",
                Chart::Tornado(Tornado {
                    axis: "share of choices, %".into(),
                    baseline: 41.0,
                    threshold: Some((35.0, "35 %: needed for go".into())),
                    rows: vec![
                        row("worth of trust in a person", "0.4–1.6", Grade::Judgement, 48.0, 31.0, Some("flips at 1.3")),
                        row("hours saved a week", "2–6 h", Grade::Judgement, 33.0, 47.0, Some("flips at 2.6 h")),
                        row("taste for money", "0.02–0.04 a franc", Grade::Published, 46.0, 37.0, None),
                        row("wait at the support call", "8–30 min", Grade::Judgement, 43.5, 38.0, None),
                        row("people who hear of it", "30–50 %", Grade::Measured, 39.0, 42.8, None),
                        row("income swings", "0.2–0.5", Grade::Published, 40.2, 42.1, None),
                    ],
                }),
                table(
                    "Share of choices at both ends of each range",
                    "assumption",
                    &["range", "at the low end", "at the high end", "flips at"],
                    &[
                        &["worth of trust in a person", "0.4–1.6", "48 %", "31 %", "1.3"],
                        &["hours saved a week", "2–6 h", "33 %", "47 %", "2.6 h"],
                        &["taste for money", "0.02–0.04", "46 %", "37 %", ""],
                        &["wait at the support call", "8–30 min", "44 %", "38 %", ""],
                        &["people who hear of it", "30–50 %", "39 %", "43 %", ""],
                        &["income swings", "0.2–0.5", "40 %", "42 %", ""],
                    ],
                ),
            ),
            Block::Ledger(Ledger {
                flips: "flips the verdict at".to_owned(),
                rows: vec![
                    ledger(
                        "worth of trust in a person",
                        "1.0 (0.4–1.6)",
                        Grade::Judgement,
                        "workshop with three founders, March",
                        Some("1.3"),
                    ),
                    ledger("hours saved a week", "4 h (2–6)", Grade::Judgement, "own estimate from twelve interviews", Some("2.6 h")),
                    ledger(
                        "taste for money",
                        "0.03 a franc (0.02–0.04)",
                        Grade::Published,
                        "Bierlaire et al. 2001, Swissmetro, table 3",
                        None,
                    ),
                    ledger("people who hear of it", "40 % (30–50)", Grade::Measured, "newsletter open rates, 2024", None),
                    ledger("response scale", "as shipped", Grade::Unstated, "", None),
                ],
                csv: Some("tables/assumptions.csv".into()),
            }),
        ],
    )
}

fn method() -> Section {
    let looks = (1..=12)
        .map(|i| {
            let n = 100.0 * f64::from(i);
            let half = 6.2 / f64::from(i).sqrt();
            let mid = 41.0 + if i % 2 == 0 { 0.35 } else { -0.5 } / f64::from(i);
            (n, est(mid, mid - half, mid + half))
        })
        .collect();
    section(
        "method",
        "Method",
        "1,200 draws of what nobody knows, each on 100,000 personas; the run stopped when its own error fell below two points.",
        vec![
            Block::Facts(vec![
                Fact::new("Monte Carlo error", "± 1.8 points on the share of choices"),
                Fact::new("epistemic spread", "37–45 % (90 %)"),
                Fact::new("error of a real survey of 400", "± 4.8 points"),
                Fact::new("achieved pairing", "correlation 0.93 between service and reference"),
            ]),
            figure(
                "convergence",
                "How the estimate settled",
                "The Monte Carlo interval of the share narrows from twelve points at 100 replicates to under four at 1,200.",
                Chart::Convergence(Convergence {
                    axis: "share of choices, %".into(),
                    interval: "95 % Monte Carlo interval".into(),
                    looks,
                    target: Some(2.0),
                }),
                table(
                    "Looks",
                    "replicates",
                    &["estimate", "half-width"],
                    &[&["100", "40.5", "6.2"], &["400", "41.1", "3.1"], &["1,200", "41.0", "1.8"]],
                ),
            ),
        ],
    )
}
