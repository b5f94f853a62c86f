package import Agreement
package import Studies

/// What was rated, by number: items, pairs or members of sets, and what is known of each.
package struct Subjects: Sendable {
    /// What a subject is made of, as numbers of items, of a pair the smaller id's first; −1 where there is none.
    struct Parts: Sendable, Hashable {
        var first: Int32
        var second: Int32 = -1
        var set: Int32 = -1
    }

    /// Of a study: what each subject is made of, and the ids of items.
    var parts: [Parts] = []
    var items: [ItemID] = []
    /// Of a file: the names of the subjects.
    var names: [String] = []
    /// The names of prompts, and by subject its prompt; −1 where it is unknown.
    var prompts: [String] = []
    var promptNumbers: [Int32] = []
    /// Of a study: by prompt the first that reads the same, which stands for it in every figure; empty for a file, whose
    /// prompts are as it names them.
    var firstPrompts: [Int32] = []
    /// Of a file: the names of clusters, and by subject its cluster.
    var clusters: [String] = []
    var clusterNumbers: [Int32] = []
    /// Of a file whose clusters are the units: the names of the units, and by subject its unit, −1 where it stands alone.
    var units: [String] = []
    var unitNumbers: [Int32] = []
    /// Of such a file: whether clusters share prompts, so that several count as one.
    var areClustersJoined = false
    /// Of a file: by subject the models of its two texts, where it is a pair.
    var sides: [Int32: SIMD2<Int32>] = [:]
    /// How models are called where they stand beside a text or a score.
    var models: [String] = []
    var writers = Writers()
    /// Numbers of prompts whose texts stand under no model's letter until unblinding.
    var promptsWithoutLetters: Set<Int32> = []
    /// How often a model gave one text to its prompt, where that is more than once: by number of the item and of the model.
    var repeats: [SIMD2<Int32>: Int] = [:]
    /// Of a study by item the number of its prompt.
    var itemPrompts: [Int32] = []
    /// The writers of the texts that are responses today, where some were replaced and models stand by name; else nil.
    var standing: Writers?
    /// By prompt; empty for files.
    var tagsByPrompt: [[String]] = []
    /// By item; empty unless read.
    var lengths: [Int32] = []

    package var count: Int { parts.isEmpty ? names.count : parts.count }

    /// The item's id, or the pair's, or the item's and the set's; a file's own name.
    package func name(of subject: Int) -> String {
        guard !parts.isEmpty else { return names[subject] }
        let part = parts[subject]
        let first = items[Int(part.first)].rawValue
        if part.set >= 0 { return "\(first)@\(items[Int(part.set)].rawValue)" }
        guard part.second >= 0 else { return first }
        let second = items[Int(part.second)].rawValue
        return first < second ? "\(first):\(second)" : "\(second):\(first)"
    }

    /// The subject as it stands outside the database; nil for a file's.
    package func subject(_ subject: Int) -> RatingSubject? {
        guard !parts.isEmpty else { return nil }
        let part = parts[subject]
        let first = items[Int(part.first)]
        if part.set >= 0 { return SetID(parsing: items[Int(part.set)].rawValue).map { .member(first, of: $0) } }
        return part.second < 0 ? .item(first) : .pair(PairID(first, items[Int(part.second)]))
    }

    package func prompt(of subject: Int) -> String? { Self.name(subject, promptNumbers, prompts) }

    package func cluster(of subject: Int) -> String? { Self.name(subject, clusterNumbers, clusters) }

    private static func name(_ subject: Int, _ numbers: [Int32], _ names: [String]) -> String? {
        guard subject < numbers.count, numbers[subject] >= 0 else { return nil }
        return names[Int(numbers[subject])]
    }

    /// The number of its prompt: of prompts that read the same the first; nil where it is unknown.
    func promptNumber(of subject: Int) -> Int? { ownPrompt(of: subject).map(first) }

    /// The name of that prompt.
    package func promptCluster(of subject: Int) -> String? { promptNumber(of: subject).map { prompts[$0] } }

    /// Whether what counts as one is the cluster that a file names, and not the prompt.
    package var areUnitsClusters: Bool { !units.isEmpty }

    /// The number of what every rule, n and interval counts as one: the cluster where a file names some, else the prompt; nil
    /// where it stands alone.
    package func unitNumber(of subject: Int) -> Int? {
        guard areUnitsClusters else { return promptNumber(of: subject) }
        return unitNumbers[subject] < 0 ? nil : Int(unitNumbers[subject])
    }

    /// The name of that unit.
    package func unit(of subject: Int) -> String? {
        guard areUnitsClusters else { return promptCluster(of: subject) }
        return unitNumber(of: subject).map { units[$0] }
    }

    /// Takes clusters as units, where a file names some and they do not only part what belongs together.
    mutating func countByCluster() {
        let found = ClusterUnits(
            clusters: clusters,
            clusterNumbers: clusterNumbers,
            prompts: prompts,
            promptNumbers: promptNumbers
        )
        guard let found else { return }
        (units, unitNumbers, areClustersJoined) = (found.names, found.numbers, found.areJoined)
    }

    /// By number of a prompt the name of the first that reads the same.
    var clusterNames: [String] { prompts.indices.map { prompts[first($0)] } }

    /// By name of a prompt that of the first which reads the same, where that is another.
    package var samePrompts: [String: String] {
        Dictionary(
            firstPrompts.enumerated().filter { $0 != Int($1) }.map { (prompts[$0], prompts[Int($1)]) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The number of its own prompt.
    func ownPrompt(of subject: Int) -> Int? {
        subject < promptNumbers.count && promptNumbers[subject] >= 0 ? Int(promptNumbers[subject]) : nil
    }

    /// Of prompts that read the same the first.
    func first(_ prompt: Int) -> Int { firstPrompts.isEmpty ? prompt : Int(firstPrompts[prompt]) }

    /// How many prompts were rated, and how many texts they are.
    var promptCounts: (prompts: Int, texts: Int) {
        let own = Set((0..<count).compactMap(ownPrompt))
        return (own.count, Set(own.map(first)).count)
    }

    /// The tags of its prompt.
    package func tags(of subject: Int) -> [String] {
        guard let prompt = ownPrompt(of: subject), prompt < tagsByPrompt.count else { return [] }
        return tagsByPrompt[prompt]
    }

    /// The characters of its text, of a pair's texts together; nil where they were not read.
    package func length(of subject: Int) -> Int? {
        guard !parts.isEmpty, !lengths.isEmpty else { return nil }
        let part = parts[subject]
        return Int(lengths[Int(part.first)]) + (part.second < 0 ? 0 : Int(lengths[Int(part.second)]))
    }

    /// The numbers of the models that wrote each text of a subject, the first item's first.
    package func writers(of subject: Int) -> [[Int32]] {
        if let sides = sides[Int32(subject)] { return [[sides.x], [sides.y]] }
        guard !parts.isEmpty else { return [writers[Int32(subject)]] }
        return ordered(parts[subject]).map { writers[$0] }
    }

    /// The same as figures by model may have them: until unblinding only of prompts that all models answered.
    package func letteredWriters(of subject: Int) -> [[Int32]] {
        let all = writers(of: subject)
        return isWithoutLetters(subject) ? all.map { _ in [] } : all
    }

    /// Whether its texts stand under no model's letter.
    func isWithoutLetters(_ subject: Int) -> Bool {
        guard !promptsWithoutLetters.isEmpty, let prompt = ownPrompt(of: subject) else { return false }
        return promptsWithoutLetters.contains(Int32(prompt))
    }

    /// The same as figures by model count them: of texts that are responses today once models stand by name.
    func figuredWriters(of subject: Int) -> [[Int32]] {
        guard let standing, !parts.isEmpty else { return letteredWriters(of: subject) }
        let part = parts[subject]
        return part.second < 0 ? [standing[part.first]] : [standing[part.first], standing[part.second]]
    }

    /// How many responses of a model a single text is: a model's figure counts it once for each.
    func responseCount(of subject: Int, by model: Int32) -> Int {
        guard !repeats.isEmpty, !parts.isEmpty else { return 1 }
        return repeats[SIMD2(parts[subject].first, model)] ?? 1
    }

    /// By prompt the texts of each model that are responses today, once models stand by name; prompts that read the same
    /// together.
    var textsByPrompt: [[[Int32: Set<Int32>]]] {
        let writers = standing ?? writers
        var texts: [Int32: [Int32: Set<Int32>]] = [:]
        for (item, prompt) in itemPrompts.enumerated() {
            for model in writers[Int32(item)] { texts[prompt, default: [:]][model, default: []].insert(Int32(item)) }
        }
        return Dictionary(grouping: texts.sorted { $0.key < $1.key }) { first(Int($0.key)) }
            .sorted { $0.key < $1.key }.map { $0.value.map(\.value) }
    }

    /// Whether a response was replaced, and models stand by name.
    var hasReplaced: Bool { standing != nil }

    /// Whether a text of it was a response and is none today.
    func isReplaced(_ subject: Int) -> Bool {
        guard let standing, !parts.isEmpty else { return false }
        let part = parts[subject]
        let members = [part.first, part.second].filter { $0 >= 0 }
        return members.contains { standing[$0].isEmpty && !writers[$0].isEmpty }
    }

    /// The characters of each text, in the order of their ids; empty where they were not read.
    package func lengths(of subject: Int) -> [Int] {
        guard !parts.isEmpty, !lengths.isEmpty else { return [] }
        return ordered(parts[subject]).map { Int(lengths[Int($0)]) }
    }

    /// Both items of a pair; one of anything else.
    func ordered(_ part: Parts) -> [Int32] { part.second < 0 ? [part.first] : [part.first, part.second] }

    /// The number of each subject by its name.
    package var numbers: [String: Int] {
        Dictionary((0..<count).map { (name(of: $0), $0) }) { first, _ in first }
    }

    /// The models that wrote it, as they may be shown; of a pair, both sides in one name.
    package func modelNames(of subject: Int) -> [String] {
        let sides = writers(of: subject).map { $0.map { models[Int($0)] }.sorted(by: Self.precedes) }
        guard sides.count == 2 else { return sides[0] }
        guard !sides[0].isEmpty, !sides[1].isEmpty else { return [] }
        return [sides.map { $0.joined(separator: "=") }.sorted(by: Self.precedes).joined(separator: " and ")]
    }

    /// The same where they may stand beside the text or in a figure by model.
    package func letters(of subject: Int) -> [String] { isWithoutLetters(subject) ? [] : modelNames(of: subject) }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

/// Which models wrote an item: nearly always one.
struct Writers: Sendable {
    private var one: [Int32] = []
    private var more: [Int32: [Int32]] = [:]

    init(itemCount: Int = 0) { one = [Int32](repeating: -1, count: itemCount) }

    /// False where it is known already.
    @discardableResult
    mutating func add(_ model: Int32, to item: Int32) -> Bool {
        guard item >= 0, model >= 0, !self[item].contains(model) else { return false }
        guard one[Int(item)] >= 0 else {
            one[Int(item)] = model
            return true
        }
        // In the study's order, whichever response came first.
        let all = (self[item] + [model]).sorted()
        one[Int(item)] = all[0]
        more[item] = Array(all.dropFirst())
        return true
    }

    subscript(item: Int32) -> [Int32] {
        guard item >= 0, item < one.count, one[Int(item)] >= 0 else { return [] }
        return [one[Int(item)]] + (more.isEmpty ? [] : more[item] ?? [])
    }
}

extension Subjects {
    /// Who wrote the first and the second text of a pair, in the order of their ids; nil where that is not known.
    package func writersOfPair(_ subject: Int) -> PairVerdicts.Models? {
        let sides = writers(of: subject)
        guard sides.count == 2, let left = sides[0].first, let right = sides[1].first else { return nil }
        return PairVerdicts.Models(left: Int(left), right: Int(right))
    }
}
