using System.Collections.Generic;
using System.Globalization;

namespace Sabos.Shell.Commands;

/// <summary>Reads a command's arguments: options such as <c>-c 4</c> in front of operands.</summary>
internal sealed class OptionReader(IReadOnlyList<string> arguments)
{
    private int _next;

    /// <summary>Takes the next option letter, if the next argument is one.</summary>
    public bool TryTakeOption(out char letter)
    {
        letter = '\0';
        if (_next == arguments.Count || arguments[_next].Length < 2 || arguments[_next][0] != '-')
            return false;
        if (arguments[_next].Length > 2)
            throw new UsageException($"unknown option {arguments[_next]}");
        letter = arguments[_next++][1];
        return true;
    }

    /// <summary>Takes the option's value, a number within limits.</summary>
    public double TakeNumber(double minimum, double maximum)
    {
        string option = arguments[_next - 1];
        if (_next == arguments.Count
            || !double.TryParse(arguments[_next], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || !(value >= minimum && value <= maximum))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} wants a number from {minimum} to {maximum}"));
        }

        _next++;
        return value;
    }

    /// <summary>Takes the only operand, which must be the last argument.</summary>
    public string TakeOnlyOperand()
    {
        if (_next != arguments.Count - 1)
            throw new UsageException();
        return arguments[_next++];
    }
}
