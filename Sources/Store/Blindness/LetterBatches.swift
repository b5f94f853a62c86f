import Studies

/// Which ratings stand in figures by letter while a study is blind: whole batches alone, as of the rating that filled the last.
///
/// A figure that moved with each rating would say, to whoever rates and looks in turn, under which letter its text stands.
/// A rating counts once its prompt has one of a text of every letter; within pairs of letters, which stand in one figure
/// together, at once. A batch is at least five prompts' worth. What is left
/// when every row of the plan is rated is a batch too, unless the one before it is nearer than that; what nobody rated, as it
/// was skipped or revoked, is never taken for rated, as a skip can be taken back. Everything follows from the order in which
/// ratings were stored, and from the batches that were full when the plan changed, which the log keeps: neither an edit of
/// the study's files, nor a correction, nor a rating beyond the plan moves a figure by less than a batch.
struct LetterBatches {
    /// Whose ratings on what fill batches of their own: people's together, each version of an automatic rater.
    struct Key: Hashable {
        var criterion: Int32
        /// −1 for people.
        var rater: Int32
        var version: Int32
    }

    /// A showing that somebody rated, however often and on however many occasions.
    struct Unit: Hashable {
        var rater: Int32
        var first: Int32
        var second: Int32
        var set: Int32
    }

    /// The blind plan.
    struct Plan {
        /// Whether anything is planned for somebody.
        var stands = false
        /// Whatever somebody has or had to rate.
        private(set) var units = UnitList()
        /// By number of a unit what it is where it is to be rated before all is.
        private(set) var required: [Form?] = []
        /// How many rows are open to anybody.
        var open: [Form: Int] = [:]
        /// The planned texts, each once.
        var items: [Int32] = []

        /// Adds a row of somebody: of one unit several may be.
        mutating func add(_ unit: Unit, _ form: Form, isRequired: Bool) {
            let number = units.add(unit)
            if number == required.count { required.append(nil) }
            if isRequired { required[number] = form }
        }
    }

    enum Form { case text, pair, set }

    static let promptsOfABatch = 5
    /// So many are a batch where the whole first plan has no more.
    static let promptsOfAPlan = 3

    /// By the row of each rating in the order stored how many there are, and the last row of the last full batch.
    struct Count {
        var counted = 0
        var all = 0
        /// How many fill a batch.
        var size = 1
        /// 0 where no batch is full.
        var through: Int64 = 0
        /// By prompt the row from which on it counts.
        var prompts: [Int32: Int64] = [:]
    }

    private(set) var counts: [Key: Count] = [:]
    /// Where it has rows, ratings from files by whom it does not ask wait for unblinding: who puts them in chooses what they are.
    private let plan: Plan
    /// Which models wrote each text.
    private let writers: ItemModels
    private let models: Set<Int32>
    private let itemPrompts: [Int32]

    /// `noted` has the ends of batches that were full when the plan changed last; without `covers` a rating does not wait for
    /// others of its prompt.
    init(_ rows: RatingRows, plan: Plan, noted: [Key: Int64], covers: Bool = true) {
        writers = ItemModels(rows.writers + rows.earlierWriters, itemCount: rows.items.count)
        models = writers.all
        itemPrompts = rows.itemPrompts
        self.plan = plan
        for (key, own) in Dictionary(grouping: rows.rows.filter(Self.counts), by: { Self.key($0, rows) }) {
            counts[key] = count(own, key, after: noted[key] ?? 0, covers: covers)
        }
    }

    private static func counts(_ row: RatingRow) -> Bool {
        row.outcome == .rated && row.rater >= 0 && row.first >= 0 && row.criterion >= 0 && row.isOfThisQuestion
    }

    static func key(_ row: RatingRow, _ rows: RatingRows) -> Key {
        let isHuman = row.rater < 0 || rows.raters[Int(row.rater)].kind == .human
        return Key(criterion: row.criterion, rater: isHuman ? -1 : row.rater, version: isHuman ? -1 : row.version)
    }

    /// Whether a rating stands in figures by letter, which another one replaced at a row, or none.
    func holds(_ row: RatingRow, _ rows: RatingRows, replacedAt: Int64?) -> Bool {
        // What is in no figure is told all the same.
        guard row.isOfThisQuestion else { return replacedAt == nil }
        guard row.first >= 0, isAsked(row, isHuman: Self.key(row, rows).rater < 0),
            let count = counts[Self.key(row, rows)], row.id <= count.through
        else { return false }
        guard let from = count.prompts[itemPrompts[Int(row.first)]], from <= count.through else { return false }
        return replacedAt.map { $0 > count.through } ?? true
    }

    /// How many ratings of what these are about five prompts have: one of each text, of each pair in a ring, of each rank.
    private func size(of rows: [RatingRow]) -> Int {
        let isOfTwo = models.count == 2 && rows.contains { $0.second >= 0 }
        return Self.promptsOfABatch * (isOfTwo ? 1 : max(1, models.count))
    }

    private func isAsked(_ row: RatingRow, isHuman: Bool) -> Bool {
        guard isHuman, plan.stands else { return true }
        return plan.units.contains(Unit(row).shown)
    }

    /// A rating in the order in which it counts: the row from which on it does.
    private typealias End = (row: Int64, unit: Unit)

    private func count(_ rows: [RatingRow], _ key: Key, after noted: Int64, covers: Bool) -> Count {
        var count = Count()
        count.size = size(of: rows)
        var (waiting, covered): ([Int32: [Unit]], [Int32: Set<Int32>]) = ([:], [:])
        var ends: [End] = []
        var missing = Missing(rows, of: plan, writers: writers, isHuman: key.rater < 0)
        var seen = UnitList()
        for row in rows {
            let unit = Unit(row)
            // A text of nobody, such as a gold one, has no letter.
            guard writers.isKnown(row.first), row.second < 0 || writers.isKnown(row.second),
                isAsked(row, isHuman: key.rater < 0), seen.insert(unit)
            else { continue }
            missing.remove(unit, at: row.id)
            let prompt = itemPrompts[Int(row.first)]
            if !covers, count.prompts[prompt] == nil { count.prompts[prompt] = row.id }
            guard count.prompts[prompt] == nil else {
                ends.append((row.id, unit))
                continue
            }
            waiting[prompt, default: []].append(unit)
            for text in [row.first, row.second] { covered[prompt, default: []].formUnion(writers[text]) }
            guard covered[prompt]?.isSuperset(of: models) == true else { continue }
            count.prompts[prompt] = row.id
            ends += (waiting.removeValue(forKey: prompt) ?? []).map { (row.id, $0) }
        }
        count.all = seen.count
        count.counted = Self.counted(ends, from: ends.count { $0.row <= noted }, missing, count.size)
        count.through = count.counted > 0 ? ends[count.counted - 1].row : 0
        return count
    }

    /// How many ratings are in full batches, of which `base` stand since before the plan changed.
    private static func counted(_ ends: [End], from base: Int, _ missing: Missing, _ size: Int) -> Int {
        var start = base
        if let whole = missing.wholeAt {
            let all = ends.prefix { $0.row <= whole }.count
            let least = base == 0 ? size / promptsOfABatch * promptsOfAPlan : size
            if all - base >= least { start = max(base, all) }
        }
        var last = start
        for place in ends.indices.dropFirst(start) {
            // What counts from one row on comes together.
            guard place + 1 - last >= size, place + 1 == ends.count || ends[place + 1].row != ends[place].row,
                missing.wholeAt != nil || ends.count - place - 1 + missing.count >= size
            else { continue }
            last = place + 1
        }
        return last
    }

    /// What of the plan nobody has rated yet.
    private struct Missing {
        private var units = UnitList()
        /// By number of a unit whether it waits.
        private var isWaiting: [Bool] = []
        private var unitCount = 0
        /// By item whether it waits.
        private var waits: [Bool] = []
        private var itemCount = 0
        private var open = 0
        /// The row with which all was rated.
        private(set) var wholeAt: Int64?

        /// Of people what each of them is to rate; an automatic rater is to score every text.
        init(_ rows: [RatingRow], of plan: Plan, writers: ItemModels, isHuman: Bool) {
            // Nobody knows how much more is to come where nothing is planned.
            guard plan.stands, let one = rows.first else {
                open = .max / 2
                return
            }
            guard isHuman else {
                let items = plan.items.filter(writers.isKnown)
                waits = [Bool](repeating: false, count: Int(items.max() ?? -1) + 1)
                for item in items { waits[Int(item)] = true }
                itemCount = items.count
                return
            }
            let form: Form = one.set >= 0 ? .set : one.second >= 0 ? .pair : .text
            units = plan.units
            isWaiting = plan.required.map { $0 == form }
            unitCount = isWaiting.count { $0 }
            open = plan.open[form] ?? 0
        }

        var count: Int { unitCount + itemCount + open }

        mutating func remove(_ unit: Unit, at row: Int64) {
            guard count > 0 else { return }
            if let number = units.number(of: unit.shown), isWaiting[number] {
                isWaiting[number] = false
                unitCount -= 1
            }
            for item in [unit.first, unit.second] where item >= 0 && item < waits.count && waits[Int(item)] {
                waits[Int(item)] = false
                itemCount -= 1
            }
            if count == 0 { wholeAt = row }
        }
    }
}

/// Which models wrote each text: nearly always one.
private struct ItemModels {
    private var one: [Int32]
    private var more: [Int32: Set<Int32>] = [:]
    /// Every model that wrote any.
    private(set) var all: Set<Int32> = []

    init(_ pairs: [(item: Int32, model: Int32)], itemCount: Int) {
        one = [Int32](repeating: -1, count: itemCount)
        for (item, model) in pairs {
            all.insert(model)
            guard item >= 0, model >= 0, one[Int(item)] != model else { continue }
            if one[Int(item)] < 0 { one[Int(item)] = model } else { more[item, default: []].insert(model) }
        }
    }

    func isKnown(_ item: Int32) -> Bool { item >= 0 && item < one.count && one[Int(item)] >= 0 }

    subscript(item: Int32) -> Set<Int32> {
        isKnown(item) ? (more[item] ?? []).union([one[Int(item)]]) : []
    }
}

/// Units, each once, by number: a set of hundreds of thousands whose hashes need no secret, as units are the program's own
/// numbers.
struct UnitList {
    private var units: [LetterBatches.Unit] = []
    /// By hash the number of a unit plus one; 0 where a slot is free.
    private var slots = [Int32](repeating: 0, count: 64)

    var count: Int { units.count }

    func number(of unit: LetterBatches.Unit) -> Int? {
        let found = slots[slot(of: unit)]
        return found == 0 ? nil : Int(found) - 1
    }

    func contains(_ unit: LetterBatches.Unit) -> Bool { number(of: unit) != nil }

    /// False where it is there already.
    mutating func insert(_ unit: LetterBatches.Unit) -> Bool {
        let known = units.count
        return add(unit) == known
    }

    /// The number of the unit, which is added where it is not there.
    mutating func add(_ unit: LetterBatches.Unit) -> Int {
        if 2 * units.count >= slots.count {
            slots = [Int32](repeating: 0, count: 4 * slots.count)
            for (number, known) in units.enumerated() { slots[slot(of: known)] = Int32(number + 1) }
        }
        let place = slot(of: unit)
        guard slots[place] == 0 else { return Int(slots[place]) - 1 }
        units.append(unit)
        slots[place] = Int32(units.count)
        return units.count - 1
    }

    /// Where the unit is, or would be.
    private func slot(of unit: LetterBatches.Unit) -> Int {
        func word(_ high: Int32, _ low: Int32) -> UInt64 {
            UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low))
        }
        var hash = word(unit.first, unit.second) ^ (word(unit.rater, unit.set) &* 0x9E37_79B9_7F4A_7C15)
        hash = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
        var place = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots[place] != 0, units[Int(slots[place]) - 1] != unit { place = (place + 1) & (slots.count - 1) }
        return place
    }
}

extension LetterBatches.Unit {
    init(_ row: RatingRow) {
        self.init(rater: row.rater, first: row.first, second: row.second, set: row.set)
    }

    /// As the plan's row has it.
    var shown: Self { Self(rater: rater, first: set >= 0 ? set : first, second: second, set: -1) }
}
