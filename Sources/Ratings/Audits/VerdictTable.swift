package import Studies

/// Verdicts of judges and people on the same items, from a study or a file: what audits are made from.
package struct VerdictTable: Sendable {
    /// What one verdict came to.
    package enum Value: Sendable, Hashable {
        /// A point, or a choice by item: first 1, second −1, tie 0.
        case value(Double)
        case bothBad
        case unparsed, refused, error, missing, inconsistent

        /// The number of a verdict; of 'both bad', which prefers neither text, that of a tie.
        package var number: Double? {
            switch self {
            case .value(let number): number
            case .bothBad: 0
            default: nil
            }
        }

        /// Whether it is a verdict at all.
        package var isVerdict: Bool {
            switch self {
            case .value, .bothBad: true
            default: false
            }
        }

        /// The same with the two items in each other's place.
        var turned: Value {
            if case .value(let number) = self { return .value(-number + 0) }
            return self
        }
    }

    /// An item or a pair.
    package struct Item: Sendable {
        package var name: String
        package var group = ""
        /// What is resampled together: a prompt.
        package var cluster: String
        /// Characters of each text, where they are known.
        package var lengths: [Int] = []
        /// The families of the models that wrote each text, where they are known.
        package var families: [String?] = []
        /// Of a file, where it names them: the prompt, the cluster, and who wrote the first and the second text.
        package var prompt: String?
        package var fileCluster: String?
        package var models: (first: String, second: String)?

        package init(name: String, group: String = "", cluster: String) {
            self.name = name
            self.group = group
            self.cluster = cluster
        }
    }

    /// Who judged.
    package struct Rater: Sendable, Equatable {
        package var name: String
        package var kind: RaterKind
        package var family: String?

        package init(name: String, kind: RaterKind, family: String? = nil) {
            self.name = name
            self.kind = kind
            self.family = family
        }
    }

    /// One verdict.
    package struct Row: Sendable {
        package var item: Int
        package var rater: Int
        package var value: Value
        /// Which of a pair was shown earlier.
        package var order: RatingRecord.Side?
        package var sample = 1
        package var arm = Arm.plain
        package var version = ""
        /// Where an injection pulls: 1 to a higher score or the first item, −1 to the second.
        package var towards = 1.0

        package init(item: Int, rater: Int, value: Value, order: RatingRecord.Side? = nil) {
            self.item = item
            self.rater = rater
            self.value = value
            self.order = order
        }
    }

    package var criterion: String
    package var isPairwise: Bool
    /// Whether values are categories of single texts, accept and reject among them.
    package var isNominal = false
    /// The ends of the scale: declared, or what was given.
    package var ends: ClosedRange<Double>?
    package var items: [Item] = []
    package var raters: [Rater] = []
    package var rows: [Row] = []
    /// The version of each rater's last plain row as they were read.
    var newest: [Int: String] = [:]
    /// The opinions that figures beside people rest on, and of a file those of each group.
    package var ratings: CriterionRatings?
    var ratingsByGroup: [String: CriterionRatings] = [:]
    /// Places of the items by name, of a table that grows record by record.
    var itemPlaces: [String: Int] = [:]

    package init(criterion: String, isPairwise: Bool) {
        self.criterion = criterion
        self.isPairwise = isPairwise
    }

    /// The names of the groups, in the order of first sight.
    package var groups: [String] {
        var seen: Set<String> = []
        return items.map(\.group).filter { seen.insert($0).inserted }
    }

    /// The rows of one rater on the items of a group, or of all.
    func rows(of rater: Int, in group: String?) -> [Row] {
        rows.filter { $0.rater == rater && (group == nil || items[$0.item].group == group) }
    }

    /// The ends of the scale, or of the scores given where none is declared.
    var scaleEnds: ClosedRange<Double>? {
        if let ends { return ends }
        let numbers = rows.compactMap(\.value.number)
        guard let low = numbers.min(), let high = numbers.max() else { return nil }
        return low...high
    }

    /// The version of each rater's last plain row.
    var newestVersions: [Int: String] {
        var last = [Int?](repeating: nil, count: raters.count)
        for place in rows.indices where rows[place].arm == .plain { last[rows[place].rater] = place }
        let versions = raters.indices.compactMap { rater in last[rater].map { (rater, rows[$0].version) } }
        return Dictionary(versions) { $1 }.merging(newest) { $1 }
    }

    /// What is said where plain verdicts of a judge are of another version than the one that counts.
    var versionWords: [String] {
        let newest = newestVersions
        var counts = [(all: Int, others: Int)](repeating: (0, 0), count: raters.count)
        for row in rows where row.arm == .plain {
            counts[row.rater].all += 1
            if row.version != newest[row.rater] { counts[row.rater].others += 1 }
        }
        return judges.filter { counts[$0].others > 0 }.map { judge in
            let (version, count) = (newest[judge] ?? "", counts[judge])
            let last =
                version.isEmpty
                ? "verdicts without a version count, as the last does" : "version '\(version)' counts, the last"
            return
                "\(raters[judge].name), '\(criterion)': \(last) in the file; of other versions, in no figure but those of "
                + "versions: \(count.others) of \(count.all) verdicts."
        }
    }

    /// The raters that are no people.
    var judges: [Int] { raters.indices.filter { raters[$0].kind != .human } }

    /// Whether verdicts are alike or not, with no distance between them.
    var isChoice: Bool { isPairwise || isNominal }

    /// What people hold of each item: the mean on a scale, more than half of them on a choice; nil without either.
    func consensus() -> [Double?] {
        var values = [[Double]](repeating: [], count: items.count)
        for row in rows where raters[row.rater].kind == .human && row.arm == .plain {
            if let number = row.value.number { values[row.item].append(number) }
        }
        return values.map(consensus(of:))
    }

    /// How many items rows are of.
    func itemCount(of rows: [Row]) -> Int {
        var isSeen = [Bool](repeating: false, count: items.count)
        var count = 0
        for row in rows where !isSeen[row.item] {
            isSeen[row.item] = true
            count += 1
        }
        return count
    }

    /// The mean on a scale, the value of more than half on a choice.
    func consensus(of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        guard isChoice else { return values.reduce(0, +) / Double(values.count) }
        return values.first { value in values.count { $0 == value } * 2 > values.count }
    }
}
