/// A table of prices that was imported.
package struct ImportedPrices: Sendable, Equatable {
    package var sha256: String
    /// The file's date, in milliseconds UTC.
    package var datedAt: Int64
    package var importedAt: Int64
    /// How many models it has a price of.
    package var count: Int

    package init(sha256: String, datedAt: Int64, importedAt: Int64, count: Int) {
        self.sha256 = sha256
        self.datedAt = datedAt
        self.importedAt = importedAt
        self.count = count
    }
}
