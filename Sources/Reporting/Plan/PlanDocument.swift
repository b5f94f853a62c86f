package import Planning
import Studies

/// What a plan costs and what it will tell, to be written in any format.
package struct PlanDocument: Sendable {
    let study: String
    let forecast: PlanForecast

    package init(study: String, forecast: PlanForecast) {
        self.study = study
        self.forecast = forecast
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table.written(as: .csv)
        default: table.written(as: format) + "\n" + PageWidth.lines(words.notes)
        }
    }

    private var table: Table {
        var table = Table(columns: [
            .init("reviewer"), .init("items", alignment: .right), .init("pairs", alignment: .right),
            .init("sets", alignment: .right), .init("checks", alignment: .right), .init("ratings", alignment: .right),
            .init("hours", alignment: .right),
        ])
        for load in forecast.loads {
            table.rows.append([
                .text(load.reviewer), .count(load.items), .count(load.pairs), .count(load.sets), .count(load.checks),
                .count(load.ratings), .number(load.seconds / 3600, decimals: 1),
            ])
        }
        return table
    }

    private var words: String {
        let ratings = forecast.loads.reduce(0) { $0 + $1.ratings }
        let hours = forecast.loads.reduce(0) { $0 + $1.seconds } / 3600
        let text = "In all \(Figures.count(ratings, "rating")), about \(Figures.fixed(hours, decimals: 1)) hours.\n"
        return text + precisionWords + designWords + attackWords
    }

    private var designWords: String {
        let designs = forecast.designs.map { cost -> String in
            let width = cost.halfWidth.map { " ± \(Figures.fixed($0, decimals: 3))" } ?? ""
            return
                "\(cost.design) \(Figures.count(cost.pairs, "pair"))\(width)\(cost.showsTheBaseline ? " (shows the baseline)" : "")"
        }
        guard !designs.isEmpty else { return "" }
        return "Designs of pairs, with the \(percent) % interval of a difference of two models' shares of wins: "
            + designs.joined(separator: ", ") + ".\n"
    }

    private var attackWords: String {
        guard let attack = forecast.attack else { return "" }
        let verdict = attack.isAboveLuck ? "who wrote them, by \(attack.clue)" : "no more than luck would"
        let texts = Figures.count(attack.texts, "text")
        return "What a reviewer could infer from the plan alone of \(texts): \(verdict).\n"
    }

    private var percent: String { Figures.fixed(forecast.assumptions.confidence * 100, decimals: 0) }

    private var precisionWords: String {
        var text = ""
        guard let precision = forecast.precision else { return text }
        let alpha = precision.alpha.map { "alpha ± \(Figures.fixed($0, decimals: 2))" }
        let mean = precision.mean.map { "a model's mean score ± \(Figures.fixed($0, decimals: 2)) points" }
        let parts = [alpha ?? "alpha unknown, as nobody shares an item", mean].compactMap(\.self)
        text += "To expect (\(percent) %, if people agree at alpha \(Figures.fixed(precision.assumed, decimals: 2))): "
        return text + parts.joined(separator: ", ") + "; \(precision.simulations) simulations.\n"
    }

    private var json: JSONValue {
        func optional(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }
        let precision = forecast.precision.map {
            JSONValue.object([
                ("alpha_half_width", optional($0.alpha)), ("mean_half_width", optional($0.mean)),
                ("assumed_alpha", .number($0.assumed)), ("simulations", .number(Double($0.simulations))),
            ])
        }
        return .object([
            ("schema", .string("slam.plan.v1")), ("study", .string(study)),
            ("seed", .number(Double(forecast.assumptions.seed))),
            ("confidence", .number(forecast.assumptions.confidence)), ("reviewers", table.json),
            ("precision", precision ?? .null),
            (
                "designs",
                .array(
                    forecast.designs.map {
                        .object([
                            ("design", .string($0.design)), ("pairs", .number(Double($0.pairs))),
                            ("half_width", optional($0.halfWidth)), ("shows_baseline", .bool($0.showsTheBaseline)),
                        ])
                    }
                )
            ),
            (
                "attack",
                forecast.attack.map {
                    .object([
                        ("clue", $0.isAboveLuck ? .string($0.clue) : .null), ("above_luck", .bool($0.isAboveLuck)),
                        ("texts", .number(Double($0.texts))),
                    ])
                } ?? .null
            ),
            ("notes", .array(words.notes.map(JSONValue.string))),
        ])
    }
}
