using System.Buffers;
using System.Collections;

namespace Grpc.Core;

/// <summary>
/// Names and values that go with a call beside its messages, in order; a name may be there more than once. The value of
/// a name that ends in <see cref="BinaryHeaderSuffix"/> is bytes, and any other is printable ASCII.
/// </summary>
public sealed class Metadata : IEnumerable<Metadata.Entry>
{
    /// <summary>How the name of a value ends that is bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    private readonly List<Entry> _entries = [];

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds an entry.</summary>
    /// <param name="item">The entry.</param>
    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _entries.Add(item);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="key">
    /// Its name: letters, digits, '_', '-' and '.', not ending in <see cref="BinaryHeaderSuffix"/>; case does not
    /// matter.
    /// </param>
    /// <param name="value">Printable ASCII.</param>
    /// <exception cref="ArgumentException">The name or the value is not of that kind.</exception>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds bytes.</summary>
    /// <param name="key">Their name, ending in <see cref="BinaryHeaderSuffix"/>.</param>
    /// <param name="valueBytes">Any bytes.</param>
    /// <exception cref="ArgumentException">
    /// The name does not end so, or has other characters than names have.
    /// </exception>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of a name; null when there is none.</summary>
    /// <param name="key">The name; case does not matter.</param>
    public Entry? Get(string key) =>
        _entries.FindLast(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of the last entry of a name; null when there is none.</summary>
    /// <param name="key">The name; case does not matter.</param>
    /// <exception cref="InvalidOperationException">The value is bytes.</exception>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry of a name; null when there is none.</summary>
    /// <param name="key">The name; case does not matter.</param>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <inheritdoc />
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One name with its value.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
            "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
        );

        private readonly string? _text;
        private readonly byte[] _bytes = [];

        /// <summary>A text under a name.</summary>
        /// <param name="key">As in <see cref="Metadata.Add(string, string)"/>.</param>
        /// <param name="value">Printable ASCII.</param>
        public Entry(string key, string value)
        {
            Key = Name(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary)
                throw new ArgumentException(
                    $"The value of '{Key}' must be bytes: its name ends in {BinaryHeaderSuffix}.",
                    nameof(key)
                );
            if (!IsPrintable(value))
                throw new ArgumentException(
                    $"The value of '{Key}' must be printable ASCII; for anything else use bytes, under a name that ends in {BinaryHeaderSuffix}.",
                    nameof(value)
                );
            _text = value;
        }

        /// <summary>Bytes under a name.</summary>
        /// <param name="key">As in <see cref="Metadata.Add(string, byte[])"/>.</param>
        /// <param name="valueBytes">Any bytes.</param>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Name(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary)
                throw new ArgumentException(
                    $"The name '{Key}' must end in {BinaryHeaderSuffix}: its value is bytes.",
                    nameof(key)
                );
            _bytes = valueBytes;
        }

        /// <summary>The name, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value =>
            _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes: read ValueBytes.");

        /// <summary>The bytes; those of a text are its ASCII.</summary>
        public byte[] ValueBytes => _text is null ? _bytes : System.Text.Encoding.ASCII.GetBytes(_text);

        internal static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

        internal static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);

        private static string Name(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
#pragma warning disable CA1308 // The protocol has names in lower case.
            var name = key.ToLowerInvariant();
#pragma warning restore CA1308
            return IsName(name)
                ? name
                : throw new ArgumentException(
                    $"The name '{key}' may have letters, digits, '_', '-' and '.' alone.",
                    nameof(key)
                );
        }
    }
}
