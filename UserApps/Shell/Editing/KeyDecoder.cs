using System;
using System.Buffers;
using System.Text;

namespace Sabos.Shell.Editing;

/// <summary>
/// Makes keys of a terminal's bytes, one at a time: control characters, VT100 sequences (ECMA-48, 5.4: CSI; and SS3) and UTF-8. What it does
/// not know, and characters beyond the basic plane, it swallows. CR, LF and CR LF all mean Enter.
/// </summary>
internal struct KeyDecoder
{
    private const byte Escape = 0x1B;

    private State _state;
    private bool _afterCarriageReturn;
    private int _parameter;
    private uint _utf8;
    private int _utf8Length;

    private enum State
    {
        Ground,
        Escape,
        ControlSequence,
        SingleShift,
    }

    /// <summary>Takes the next byte; true if it completes a key.</summary>
    public bool TryDecode(byte next, out Key key)
    {
        KeyKind? kind = null;
        if (next is < 0x20 or 0x7F)
        {
            // A control character means itself wherever it comes; it ends what was begun.
            bool isLineFeedOfPair = _afterCarriageReturn && next == '\n';
            _afterCarriageReturn = next == '\r';
            _state = next == Escape ? State.Escape : State.Ground;
            _utf8Length = 0;
            kind = isLineFeedOfPair ? null : DecodeControl(next);
        }
        else
        {
            _afterCarriageReturn = false;
            switch (_state)
            {
                case State.Escape:
                    _parameter = 0;
                    _state = next == '[' ? State.ControlSequence : next == 'O' ? State.SingleShift : State.Ground;
                    break;
                case State.ControlSequence:
                    kind = DecodeSequence(next);
                    break;
                case State.SingleShift:
                    _state = State.Ground;
                    kind = DecodeFinal(next);
                    break;
                default:
                    return TryDecodeCharacter(next, out key);
            }
        }

        key = new Key(kind.GetValueOrDefault());
        return kind is not null;
    }

    private static KeyKind? DecodeControl(byte next) => next switch
    {
        0x01 => KeyKind.Home,
        0x02 => KeyKind.Left,
        0x03 => KeyKind.Interrupt,
        0x04 => KeyKind.EndOfInput,
        0x05 => KeyKind.End,
        0x06 => KeyKind.Right,
        0x08 or 0x7F => KeyKind.Backspace,
        0x0A or 0x0D => KeyKind.Enter,
        0x0B => KeyKind.KillToEnd,
        0x0C => KeyKind.Redraw,
        0x0E => KeyKind.Down,
        0x10 => KeyKind.Up,
        0x15 => KeyKind.KillToStart,
        0x17 => KeyKind.KillWord,
        _ => null,
    };

    private static KeyKind? DecodeFinal(byte next) => next switch
    {
        (byte)'A' => KeyKind.Up,
        (byte)'B' => KeyKind.Down,
        (byte)'C' => KeyKind.Right,
        (byte)'D' => KeyKind.Left,
        (byte)'F' => KeyKind.End,
        (byte)'H' => KeyKind.Home,
        _ => null,
    };

    private KeyKind? DecodeSequence(byte next)
    {
        if (char.IsAsciiDigit((char)next))
        {
            _parameter = Math.Min((_parameter * 10) + next - '0', 99);
            return null;
        }

        // ECMA-48, 5.4: parameter bytes 3/0 to 3/15, intermediate bytes 2/0 to 2/15, then the final byte.
        if (next is >= 0x20 and <= 0x3F)
            return null;

        _state = State.Ground;
        return next != '~' ? DecodeFinal(next) : _parameter switch
        {
            1 or 7 => KeyKind.Home,
            3 => KeyKind.Delete,
            4 or 8 => KeyKind.End,
            _ => null,
        };
    }

    private bool TryDecodeCharacter(byte next, out Key key)
    {
        key = default;
        _utf8 = _utf8Length == 0 ? next : _utf8 | ((uint)next << (8 * _utf8Length));
        _utf8Length++;
        Span<byte> bytes = [(byte)_utf8, (byte)(_utf8 >> 8), (byte)(_utf8 >> 16), (byte)(_utf8 >> 24)];
        OperationStatus status = Rune.DecodeFromUtf8(bytes[.._utf8Length], out Rune rune, out int used);
        if (status == OperationStatus.NeedMoreData)
            return false;

        // A byte that cannot continue the sequence may begin one of its own.
        bool beginsAnew = status == OperationStatus.InvalidData && used < _utf8Length;
        _utf8Length = 0;
        if (beginsAnew)
            return TryDecodeCharacter(next, out key);
        if (status != OperationStatus.Done || !rune.IsBmp || Rune.IsControl(rune))
            return false;
        key = new Key(KeyKind.Character, (char)rune.Value);
        return true;
    }
}
