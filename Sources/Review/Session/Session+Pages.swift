import Studies

extension Session {
    /// A key while a page lies over the item.
    mutating func read(_ key: Key, _ page: Page) -> [Effect] {
        let closed: State = showing == nil ? .finished : .rating
        switch page {
        case .help, .guidelines: state = closed
        case .list(let items): return choose(key, items, closed)
        case .keys(let moving): return move(key, moving, closed)
        }
        return []
    }

    private mutating func choose(_ key: Key, _ items: [ListedItem], _ closed: State) -> [Effect] {
        switch key {
        case .escape: state = closed
        case .backspace: if !line.isEmpty { line.removeLast() }
        case .enter:
            guard let number = Int(line), items.contains(where: { $0.number == number }) else {
                message = line.isEmpty ? "type the number of an item, then Enter" : "no item \(line) in the list"
                line = ""
                return []
            }
            return kept() + ask(.jump(number))
        default:
            guard let digit = digit(key), line.count < 7 else {
                if preferences.keys.command(of: key) == .list || isQuit(key) { state = closed }
                return []
            }
            line += "\(digit)"
        }
        return []
    }

    private mutating func move(_ key: Key, _ moving: KeyMap.Meaning?, _ closed: State) -> [Effect] {
        switch (key, moving) {
        case (.escape, nil): state = closed
        case (.escape, _?): state = .reading(.keys(moving: nil))
        case (.tab, _), (.backTab, _):
            let step = key == .tab ? 1 : -1
            let all = KeyMap.meanings
            let now = moving.flatMap { all.firstIndex(of: $0) } ?? (step > 0 ? -1 : all.count)
            state = .reading(.keys(moving: all.indices.contains(now + step) ? all[now + step] : nil))
        case (_, let meaning?):
            if let refusal = preferences.keys.set(key, for: meaning) {
                message = refusal
                return []
            }
            message = "'\(key.name)' gives '\(meaning.name)' now"
            state = .reading(.keys(moving: nil))
            return [.remember(preferences)]
        default: lastKey = key
        }
        return []
    }
}
