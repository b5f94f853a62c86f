import Agreement
import Studies

extension AgreementDocument.Criterion {
    /// What was asked for besides the figures: groups and diagnostics, with their headings.
    func further(confidence: String) -> [(title: String, table: Table)] {
        let groups = split.map { [("By \($0.by):", groupTable($0.groups, confidence: confidence))] } ?? []
        return groups + (diagnostics?.tables(self) ?? [])
    }

    /// A category as its word, or as a number without needless decimals.
    func word(_ category: Double) -> String {
        if let words, category >= 0, category < Double(words.count) { return words[Int(category)] }
        return JSONValue.canonicalNumber(category)
    }

    private func groupTable(_ groups: [AgreementDocument.Group], confidence: String) -> Table {
        var table = Table(columns: [
            .init("group"), .init("who"), .init("measure"), .init("value", alignment: .right),
            .init("interval", title: "\(confidence) % interval"), .init("bar", title: "−1        0         1"),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        for group in groups {
            func add(_ who: String, _ name: String, _ measures: Measures) {
                guard let estimate = measures[name] else { return }
                let isFirst = table.rows.last.map { $0[0].value != .string(group.name) } ?? true
                table.rows.append([
                    Table.Cell(.string(group.name), text: isFirst ? group.name : ""), .text(who), .text(name),
                    .number(estimate.value), .text(Figures.interval(estimate.low, estimate.high)),
                    .text(Self.bar(name, estimate)), group.hidesCounts ? .unknown : .count(estimate.itemCount),
                    .remarks(group.hidesCounts ? [] : note(name, estimate, AgreementView())),
                ])
            }
            add("people", "percent_agreement", group.report.measures)
            add("people", "alpha.\(report.level.rawValue)", group.report.measures)
            for automatic in group.report.automatic where !group.hidesCounts || automatic.kind != .metric {
                let name = group.report.level == .nominal ? "cohen.unweighted" : "spearman"
                add("\(automatic.rater) – people", name, automatic.measures)
            }
        }
        return table
    }
}

extension AgreementDocument.Group {
    var json: JSONValue {
        var members: [(String, JSONValue)] = [("group", .string(name))]
        if !hidesCounts {
            members += [("n_items", .count(report.itemCount)), ("n_ratings", .count(report.ratingCount))]
        }
        members.append(("measures", json(report.measures)))
        // The anchor has no similarity, which would tell who it is.
        let automatic = report.automatic.filter { !hidesCounts || $0.kind != .metric }.map { rater in
            JSONValue.object([
                ("rater", .string(rater.rater)), ("kind", .string(rater.kind.rawValue)),
                ("measures", json(rater.measures)),
            ])
        }
        members.append(("automatic", .array(automatic)))
        return .object(members)
    }

    /// Only values and intervals where counts could betray what a name hides.
    private func json(_ measures: Measures) -> JSONValue {
        guard hidesCounts else { return measures.json }
        return .object(measures.all.map { ($0.name, LetteredEstimate($0.estimate).json) })
    }
}
