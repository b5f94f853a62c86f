import GRDB
package import Studies

extension Store {
    /// Keeps a table of prices by model; false when the same bytes were imported before, which makes them the newest again.
    package func importPrices(_ prices: [(model: String, price: Price)], sha256: String, datedAt: Int64, at time: Int64)
        throws -> Bool
    {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO price_table (sha256, dated_at, imported_at) VALUES (?, ?, ?)
                    ON CONFLICT (sha256) DO NOTHING
                    """,
                arguments: [sha256, datedAt, time]
            )
            guard database.changesCount > 0 else {
                try database.execute(
                    sql: "UPDATE price_table SET imported_at = ? WHERE sha256 = ?",
                    arguments: [time, sha256]
                )
                // Earlier builds did not read what a request costs by itself.
                for (model, price) in prices where price.request != nil {
                    try database.executeCached(
                        sql: """
                            UPDATE list_price SET request = ? WHERE model = ?
                                AND price_table = (SELECT id FROM price_table WHERE sha256 = ?)
                            """,
                        arguments: [price.request, model, sha256]
                    )
                }
                return false
            }
            let table = database.lastInsertedRowID
            let insert = try database.makeStatement(
                sql: """
                    INSERT INTO list_price (price_table, model, input, output, cached_input, cache_write, longest_input,
                        reasoning, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            for (model, price) in prices {
                try insert.execute(arguments: [
                    table, model, price.input, price.output, price.cachedInput, price.cacheWrite, price.longestInput,
                    price.reasoning, price.request,
                ])
            }
            return true
        }
    }

    /// The newest imported price of a model, under the first of these names that is listed.
    package func listPrice(of names: [String]) throws -> Price? {
        try read { database in
            for name in names {
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT * FROM list_price WHERE model = ? AND price_table =
                            (SELECT id FROM price_table ORDER BY imported_at DESC, id DESC LIMIT 1)
                        """,
                    arguments: [name]
                )
                guard let row else { continue }
                var price = Price(
                    input: row["input"],
                    output: row["output"],
                    cachedInput: row["cached_input"],
                    cacheWrite: row["cache_write"],
                    longestInput: row["longest_input"]
                )
                price.reasoning = row["reasoning"]
                price.request = row["request"]
                return price
            }
            return nil
        }
    }

    /// The imported tables, the newest first.
    package func priceTables() throws -> [ImportedPrices] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.*, (SELECT count(*) FROM list_price l WHERE l.price_table = t.id) AS count
                    FROM price_table t ORDER BY imported_at DESC, id DESC
                    """
            ).map {
                ImportedPrices(
                    sha256: $0["sha256"],
                    datedAt: $0["dated_at"],
                    importedAt: $0["imported_at"],
                    count: $0["count"]
                )
            }
        }
    }
}
