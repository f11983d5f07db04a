namespace Sabos.Bench.Measuring;

/// <summary>Which of two numbers is the better one.</summary>
internal enum Preference
{
    More,
    Less,
}
