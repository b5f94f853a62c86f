/// Beside what human ratings were given: in a bundle, which tells nothing else, or in the database, which holds everything.
package struct AccessCounts: Sendable, Equatable {
    package var sealed: Int
    package var database: Int
    /// Ratings that came in files, of which nobody knows.
    package var unknown: Int

    package init(sealed: Int = 0, database: Int = 0, unknown: Int = 0) {
        self.sealed = sealed
        self.database = database
        self.unknown = unknown
    }
}
