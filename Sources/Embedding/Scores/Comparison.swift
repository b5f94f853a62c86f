package import Store
package import Studies

/// One response's text with what it is compared with.
package struct Comparison: Sendable {
    package var item: ItemID
    package var prompt: String
    package var text: String
    /// What it should be near.
    package var targets: [String]
    /// Bad exemplars, which it should be far from.
    package var opposed: [String]

    package init(item: ItemID, prompt: String, text: String, targets: [String], opposed: [String] = []) {
        self.item = item
        self.prompt = prompt
        self.text = text
        self.targets = targets
        self.opposed = opposed
    }

    /// All that it takes vectors of.
    var texts: [String] { [text] + targets + opposed }

    /// SHA-256 of what the text is compared with.
    var inputs: [UInt8] {
        var bytes: [UInt8] = []
        for text in targets { bytes += SHA256.digest(of: Array(text.utf8)) }
        bytes.append(0x2F)
        for text in opposed { bytes += SHA256.digest(of: Array(text.utf8)) }
        return SHA256.digest(of: bytes)
    }
}

/// What some responses are compared with under one similarity, and what cannot be compared.
package struct Comparisons: Sendable {
    package var comparisons: [Comparison] = []
    /// Items of the anchor's own text.
    package var anchors: [ItemID] = []
    /// Items whose prompt has no reference, exemplar or response of the anchor, or whose response is the first of its kind.
    package var withoutTarget: [ItemID] = []
}

extension Comparisons {
    /// Of every distinct item; `responses` holds all responses to their prompts.
    package init(of similarity: Similarity, targets: Targets, responses: [StoredResponse]) {
        var anchors: [String: [StoredResponse]] = [:]
        if case .anchor(let model) = similarity.target {
            for response in responses where response.model == model {
                anchors[response.prompt, default: []].append(response)
            }
        }
        let ownTexts = Set(anchors.values.joined().map(\.item))
        var seen: Set<ItemID> = []
        for response in responses where targets.knows(response.prompt) && seen.insert(response.item).inserted {
            if ownTexts.contains(response.item) {
                self.anchors.append(response.item)
                continue
            }
            let good =
                switch similarity.target {
                case .anchor: (anchors[response.prompt] ?? []).map(\.text)
                case .reference: targets.references(response.prompt)
                case .exemplars: targets.exemplars(response.prompt, isGood: true)
                case .previous: targets.previous(response.item)
                case .none: [] as [String]
                }
            if good.isEmpty, similarity.target != .none {
                withoutTarget.append(response.item)
                continue
            }
            let bad = similarity.target.isByExemplars ? targets.exemplars(response.prompt, isGood: false) : []
            comparisons.append(
                Comparison(
                    item: response.item,
                    prompt: response.prompt,
                    text: response.text,
                    targets: good,
                    opposed: bad
                )
            )
        }
    }
}

extension Similarity.Target {
    fileprivate var isByExemplars: Bool {
        guard case .exemplars = self else { return false }
        return true
    }
}

/// The texts that a study's responses can be compared with, besides one another.
package struct Targets: Sendable {
    private let prompts: [String: Prompt]
    private let examples: [Exemplar]
    private let earlier: [ItemID: [String]]

    /// `earlier` has what the models of an item answered before they were asked again.
    package init(study: Study, exemplars: [Exemplar] = [], earlier: [ItemID: [String]] = [:]) {
        prompts = Dictionary(study.prompts.map { ($0.id, $0) }) { first, _ in first }
        examples = exemplars
        self.earlier = earlier
    }

    private init(_ other: Targets, earlier: [ItemID: [String]]) {
        prompts = other.prompts
        examples = other.examples
        self.earlier = earlier
    }

    /// The same with these earlier answers.
    func with(earlier: [ItemID: [String]]) -> Targets { Targets(self, earlier: earlier) }

    func knows(_ prompt: String) -> Bool { prompts[prompt] != nil }

    func references(_ prompt: String) -> [String] { prompts[prompt]?.allReferences ?? [] }

    /// Those of the prompt and those of no prompt.
    func exemplars(_ prompt: String, isGood: Bool) -> [String] {
        examples.filter { $0.isGood == isGood && ($0.prompt == nil || $0.prompt == prompt) }.map(\.text)
    }

    func previous(_ item: ItemID) -> [String] { earlier[item] ?? [] }
}
