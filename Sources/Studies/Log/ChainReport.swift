/// What a look at the log found.
package struct ChainFinding: Sendable, Equatable {
    /// How much it says.
    package enum Standing: String, Sendable, CaseIterable {
        /// What is stored does not match what was logged.
        case broken
        /// Neither that it matches nor that it does not can be told.
        case unknown
        /// Worth knowing, and explained by a clock, a lease or a crash.
        case note
    }

    package var standing: Standing
    package var reviewer: String
    package var sitting: String
    /// The event within its sitting; nil where a rating is meant.
    package var number: Int?
    package var what: String

    package init(_ standing: Standing, reviewer: String, sitting: String = "", number: Int? = nil, _ what: String) {
        self.standing = standing
        self.reviewer = reviewer
        self.sitting = sitting
        self.number = number
        self.what = what
    }
}

/// What was checked and what was found.
package struct ChainReport: Sendable, Equatable {
    package var eventCount = 0
    package var sittingCount = 0
    /// Ratings of people that were given in the program.
    package var ratingCount = 0
    /// Ratings of people that came in files, of which the sessions' log says nothing.
    package var importedCount = 0
    /// Sittings whose connection could read more than the blind view.
    package var unrestrictedCount = 0
    /// Ratings that an older rule of the log covers: it leaves out phase, marks of the plan and what a rating corrects.
    package var olderRuleCount = 0
    package var findings: [ChainFinding] = []
    package var heads: [ChainHead] = []
    /// Events of the study's own chain, and its newest one.
    package var studyEventCount = 0
    package var studyHead: ChainHead?

    package init() {}

    /// What does not match the log.
    package var broken: [ChainFinding] { findings.filter { $0.standing == .broken } }
}
