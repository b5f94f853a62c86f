import Agreement
import Studies

extension AgreementDocument.Criterion {
    /// The tables that the figures can be recomputed from: each rater's marginals, and each pair's confusion table.
    var countTables: [Table] { report.counted.isEmpty ? [] : [marginals] + confusions }

    /// The same counts for programs.
    var countsJSON: JSONValue {
        let raters = zip(report.counted, report.marginals).map { rater, counts in
            JSONValue.object([("name", .string(rater.name)), ("counts", .array(counts.map(JSONValue.count)))])
        }
        let pairs = report.confusions.map { pair in
            let rows = pair.table.counts.map { JSONValue.array($0.map(JSONValue.count)) }
            return JSONValue.object([("a", .string(pair.a)), ("b", .string(pair.b)), ("counts", .array(rows))])
        }
        return .object([("raters", .array(raters)), ("pairs", .array(pairs))])
    }

    private var marginals: Table {
        var table = Table(columns: [.init("rater")] + names.map { .init($0, alignment: .right) })
        for (rater, counts) in zip(report.counted, report.marginals) {
            table.rows.append([.text(rater.name)] + counts.map { .count($0) })
        }
        return table
    }

    private var confusions: [Table] {
        report.confusions.map { pair in
            var table = Table(
                columns: [.init("confusion", title: "\(pair.a) ↓  \(pair.b) →")]
                    + names.map { .init($0, alignment: .right) }
            )
            for (category, row) in zip(names, pair.table.counts) {
                table.rows.append([.text(category)] + row.map { .count($0) })
            }
            return table
        }
    }

    private var names: [String] { words ?? report.categories.map(JSONValue.canonicalNumber) }
}
