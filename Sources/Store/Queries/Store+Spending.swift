import GRDB
import Studies

/// What a study's requests have cost so far, and what is held back for those under way.
package struct Spending: Sendable, Equatable {
    /// Nano-dollars; what is not known counts at its worst.
    package var spent: Int64 = 0
    package var reserved: Int64 = 0
    package var requests = 0

    package init(spent: Int64 = 0, reserved: Int64 = 0, requests: Int = 0) {
        self.spent = spent
        self.reserved = reserved
        self.requests = requests
    }
}

/// The most that may be spent and asked; nil for any amount.
package struct SpendingLimit: Sendable, Equatable {
    package var nanoDollars: Int64?
    package var requests: Int?

    package init(nanoDollars: Int64? = nil, requests: Int? = nil) {
        self.nanoDollars = nanoDollars
        self.requests = requests
    }
}

/// How far a run's claims may go.
package struct Allowance: Sendable {
    /// What the study's account may come to, through whatever run.
    package var all = SpendingLimit()
    /// What this run may spend, and what it has spent and holds back so far.
    package var own = SpendingLimit()
    package var spentByRun = Spending()
    /// The most that the request of a key can cost; nil where that is not known.
    package var worst: @Sendable (_ key: String) -> Int64?

    package init(_ all: SpendingLimit = SpendingLimit(), worst: @escaping @Sendable (String) -> Int64?) {
        self.all = all
        self.worst = worst
    }
}

/// Why a request is not to be claimed.
package struct Refusal: Sendable, Equatable {
    package var words: String
    /// Whether what is held back at present may still be given back.
    package var mayRecover = false
}

extension SpendingLimit {
    /// Why a request that may cost so much is not to be claimed; nil where it may.
    func refusal(of worst: Int64?, _ account: Spending) -> Refusal? {
        if let requests, account.requests >= requests { return Refusal(words: "--max-requests is reached") }
        guard let nanoDollars else { return nil }
        guard let worst else {
            return Refusal(words: "the price of a request is not known, so --max-cost cannot be kept")
        }
        guard account.spent + account.reserved + worst > nanoDollars else { return nil }
        return Refusal(words: "the next request could pass --max-cost", mayRecover: account.reserved > 0)
    }
}

extension Spending {
    package static func += (account: inout Spending, change: Spending) {
        account.spent += change.spent
        account.reserved += change.reserved
        account.requests += change.requests
    }
}

/// What a claim came to.
package struct Claim: Sendable {
    package var requests: [ClaimedRequest] = []
    /// Why there are none, where the allowance does not go further.
    package var refusal: Refusal?
}

extension Store {
    /// The account of a study; zero before the first request.
    package func spending(of study: String) throws -> Spending {
        try read { try Self.spending(of: try Self.studyID(study, $0), $0) }
    }

    /// The account of a study without what is under way, once what dead runs held has been put on it.
    package func settledSpending(of study: String, owner: LeaseOwner, at time: Int64) throws -> Spending {
        try write { database in
            try Self.takeOver(from: owner, at: time, database)
            let id = try Self.studyID(study, database)
            var account = try Self.spending(of: id, database)
            account.reserved = 0
            account.requests -=
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM request
                        WHERE state = 'leased' AND owner != ? AND study = ? AND reserved_nano IS NOT NULL
                        """,
                    arguments: [LeaseOwner.batch.rawValue, id]
                ) ?? 0
            return account
        }
    }

    static func spending(of study: Int64, _ database: Database) throws -> Spending {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT spent_nano, reserved_nano, requests FROM spending WHERE study = ?"),
            arguments: [study]
        )
        return row.map { Spending(spent: $0["spent_nano"], reserved: $0["reserved_nano"], requests: $0["requests"]) }
            ?? Spending()
    }

    static func add(_ change: Spending, to study: Int64, _ database: Database) throws {
        guard change != Spending() else { return }
        try database.executeCached(
            sql: """
                INSERT INTO spending (study, spent_nano, reserved_nano, requests) VALUES (?, ?, ?, ?)
                ON CONFLICT (study) DO UPDATE SET spent_nano = spent_nano + excluded.spent_nano,
                    reserved_nano = reserved_nano + excluded.reserved_nano, requests = requests + excluded.requests
                """,
            arguments: [study, change.spent, change.reserved, change.requests]
        )
    }

    /// Lets go of claimed requests. One that may be under way somewhere counts as made, and at its worst.
    static func free(_ condition: String, _ arguments: StatementArguments, asMade: Bool, _ database: Database) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT study, sum(coalesce(reserved_nano, 0)) AS worst, sum(reserved_nano IS NOT NULL) AS requests
                    FROM request WHERE state = 'leased' AND \(condition) GROUP BY study
                    """
            ),
            arguments: arguments
        )
        guard !rows.isEmpty else { return }
        for row in rows {
            let worst: Int64 = row["worst"]
            try add(
                Spending(spent: asMade ? worst : 0, reserved: -worst, requests: asMade ? 0 : -(row["requests"] as Int)),
                to: row["study"],
                database
            )
        }
        try database.executeCached(
            sql: """
                UPDATE request SET state = 'pending', owner = NULL, lease_until = NULL, reserved_nano = NULL
                WHERE state = 'leased' AND \(condition)
                """,
            arguments: arguments
        )
    }
}
