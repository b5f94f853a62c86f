import Foundation
package import Studies

/// The price used for each model and where it is from, to be written in any format.
package struct PricesDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.prices.v1"

    private let models: [Model]
    private let used: [String: Price]
    private let tables: [ImportedPrices]

    /// `used` is the price by the model's name, `tables` those that were imported, the newest first.
    package init(_ models: [Model], used: [String: Price], tables: [ImportedPrices]) {
        self.models = models
        self.used = used
        self.tables = tables
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        table.written(as: format, schema: Self.schema, notes: lines { $0 })
    }

    /// The imported tables, a line for each, by the first letters of their hashes.
    package var words: String { lines { String($0.prefix(12)) }.map { $0 + "\n" }.joined() }

    private func lines(_ named: (String) -> String) -> [String] {
        tables.map { table in
            let day = Date(timeIntervalSince1970: Double(table.datedAt) / 1000).formatted(.iso8601)
            return "table \(named(table.sha256)) of \(day): \(Figures.count(table.count, "price"))"
        }
    }

    private var table: Table {
        var table = Table(columns: [
            .init("model"), .init("input", alignment: .right), .init("output", alignment: .right),
            .init("cached_input", alignment: .right), .init("cache_write", alignment: .right),
            .init("request", title: "a request", alignment: .right), .init("from"),
        ])
        for model in models {
            let price = used[model.name]
            // Of tokens in dollars a million, of a request in dollars.
            let amounts = [
                Self.dollars(price?.input), Self.dollars(price?.output), Self.dollars(price?.cachedInput),
                Self.dollars(price?.cacheWrite), Self.dollars(price?.request, in: 1e12),
            ]
            let origin = model.price != nil ? "study.yaml" : price != nil ? "imported" : "unknown"
            table.rows.append([.text(model.name)] + amounts + [.text(origin)])
        }
        return table
    }

    /// Dollars with all their digits, of an amount in parts of a dollar: per million tokens where it is in pico-dollars per token.
    private static func dollars(_ amount: Int64?, in parts: Double = 1e6) -> Table.Cell {
        guard let amount else { return .unknown }
        let dollars = Double(amount) / parts
        return Table.Cell(.number(dollars), text: JSONValue.canonicalNumber(dollars))
    }
}
