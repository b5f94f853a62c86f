/// The score texts of a bare table: each distinct spelling once, and what it comes to when all are known.
struct ScoreTexts {
    private var spellings = Names()
    private var readings: [NumberText] = []
    /// Where spellings stand that are no plain numbers, and where decimals are separated one way or the other.
    private var others: [Other] = []
    /// By spelling whether it is plainly a score, whatever is declared.
    private var isPlain: [Bool] = []
    private let decimal: NumberText.Decimal

    private typealias Other = (line: Int, criterion: Int, spelling: Int32, rater: Int32)
    private let listed: DeclaredScores.Listed

    /// `listed` has the points that are declared of some criterion.
    init(decimal: NumberText.Decimal, listed: DeclaredScores.Listed) { (self.decimal, self.listed) = (decimal, listed) }

    /// The number of a spelling; −1 where it is not UTF-8.
    mutating func number(of field: ArraySlice<UInt8>, criterion: Int, rater: Int32, line: Int) -> Int32 {
        guard let number = spellings.number(of: field) else {
            others.append((line, criterion, -1, rater))
            return -1
        }
        if Int(number) == readings.count {
            let reading = NumberText(field, decimal: decimal)
            readings.append(reading)
            isPlain.append(decimal != .either && reading.value.map(listed.holds) ?? false)
        }
        if !isPlain[Int(number)] { others.append((line, criterion, number, rater)) }
        return number
    }

    /// Turns the scores of every criterion, which are numbers of spellings, into values; every one that is none is a mistake.
    ///
    /// A metric has a scale of its own, which no declared points hold for. Criteria beside those that are shown are left out as
    /// they stand: what is declared does not hold for them.
    func finish(_ table: inout BareTable, file: String, declared: (String) -> DeclaredScores, shown: [String])
        -> [Mistake]
    {
        var mistakes = separatorMistakes(file)
        let isMetric = table.kinds.map { $0 == .metric }
        let elsewhere = Dictionary(grouping: others, by: \.criterion)
        let known = table.otherCriteria.union(table.criteria.map(\.name))
        let isNarrowed = !shown.isEmpty && known.isSuperset(of: shown)
        for criterion in table.criteria.indices {
            let name = table.criteria[criterion].name
            guard !isNarrowed || shown.contains(name) else {
                table.missingCount -= table.criteria[criterion].missing.count
                table.otherCriteria.insert(name)
                table.criteria[criterion].scores = []
                continue
            }
            let scores = CriterionScores(
                of: table.criteria[criterion],
                declared: declared(name),
                spellings: spellings.all,
                readings: readings,
                isMetric: isMetric
            )
            let before = table.criteria[criterion].scores.count
            scores.apply(to: &table.criteria[criterion])
            table.missingCount += before - table.criteria[criterion].scores.count
            table.remarks += scores.remarks
            table.bothBadCount += scores.bothBadCount
            mistakes += (elsewhere[criterion] ?? []).compactMap { line, _, spelling, rater in
                scores.mistake(of: spelling, by: rater).map { Mistake(file: file, line: line, message: $0) }
            }
        }
        table.criteria.removeAll { $0.scores.isEmpty }
        return mistakes
    }

    /// Where both a comma and a point separate decimals, the rarer of the two.
    private func separatorMistakes(_ file: String) -> [Mistake] {
        guard decimal == .either else { return [] }
        func rows(with byte: UInt8) -> [Other] {
            let has = spellings.all.indices.map { readings[$0].value != nil && spellings.all[$0].utf8.contains(byte) }
            return others.filter { $0.spelling >= 0 && has[Int($0.spelling)] }
        }
        let (commas, points) = (rows(with: CSVDialect.comma), rows(with: UInt8(ascii: ".")))
        guard !commas.isEmpty, !points.isEmpty else { return [] }
        let (rarer, name, other) = commas.count < points.count ? (commas, "comma", "point") : (points, "point", "comma")
        return rarer.map { row in
            let message =
                "'\(spellings.all[Int(row.spelling)])' has a decimal \(name), other scores a decimal \(other): write one kind"
            return Mistake(file: file, line: row.line, message: message)
        }
    }
}
