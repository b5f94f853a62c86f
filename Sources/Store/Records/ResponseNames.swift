/// Names of responses, of which there may be hundreds of thousands: what a prompt or a model is called is kept once.
package struct ResponseNames: Sendable, ExpressibleByArrayLiteral {
    private struct Slot: Hashable {
        var prompt: Int32
        var model: Int32
        var sample: Int
    }

    private var prompts: [String: Int32] = [:]
    private var models: [String: Int32] = [:]
    private var slots: Set<Slot> = []

    package init(arrayLiteral names: ResponseName...) { for name in names { insert(name) } }

    package mutating func insert(_ name: ResponseName) {
        insert(prompt: number(ofPrompt: name.prompt), model: number(ofModel: name.model), sample: name.sample)
    }

    /// A response of a prompt and a model by their numbers.
    mutating func insert(prompt: Int32, model: Int32, sample: Int) {
        slots.insert(Slot(prompt: prompt, model: model, sample: sample))
    }

    /// The number of a prompt, a new one where it has none.
    mutating func number(ofPrompt name: String) -> Int32 { Self.number(of: name, in: &prompts) }

    mutating func number(ofModel name: String) -> Int32 { Self.number(of: name, in: &models) }

    package func contains(_ name: ResponseName) -> Bool {
        guard let prompt = prompts[name.prompt], let model = models[name.model] else { return false }
        return slots.contains(Slot(prompt: prompt, model: model, sample: name.sample))
    }

    private static func number(of name: String, in numbers: inout [String: Int32]) -> Int32 {
        if let number = numbers[name] { return number }
        let number = Int32(numbers.count)
        numbers[name] = number
        return number
    }
}
