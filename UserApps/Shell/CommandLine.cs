using System.Collections.Generic;
using System.Text;

namespace Sabos.Shell;

/// <summary>Splits a line into words at white space. Single and double quotes keep white space; a backslash outside single quotes takes the next character as it is.</summary>
internal static class CommandLine
{
    /// <summary>The words of <paramref name="line"/>; throws <see cref="UsageException"/> if a quote is left open.</summary>
    public static List<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote != '\0')
            {
                word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                inWord = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        if (quote != '\0')
            throw new UsageException("a quote is not closed");
        if (inWord)
            words.Add(word.ToString());
        return words;
    }
}
