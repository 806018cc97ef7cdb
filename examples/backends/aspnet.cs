// ASP.NET Core 8 or newer, as the Program.cs of `dotnet new web`: hands out tokens, and hears what happens.
// It was written by the reference of ASP.NET and has not been compiled or run here: tell us what does not fit.
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var app = WebApplication.CreateBuilder(args).Build();
string Setting(string name) => app.Configuration[name] ?? throw new InvalidOperationException($"{name} is not set.");
var http = new HttpClient { BaseAddress = new Uri(Setting("CHAIRSIDE_URL")) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("CHAIRSIDE_API_KEY"));

async Task<JsonElement> Chairside(HttpMethod method, string path, object body)
{
    using var asked = new HttpRequestMessage(method, $"/v1{path}") { Content = JsonContent.Create(body) };
    using var answer = await http.SendAsync(asked);
    var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
    if (answer.IsSuccessStatusCode) return said;
    throw new HttpRequestException(said.GetProperty("error").GetProperty("message").GetString()); // what is wrong, and what to do
}

app.MapGet("/appointments/{id}/files-token", async (string id, HttpRequest request, HttpResponse response) =>
{
    if (request.Query["as"].FirstOrDefault() is not { } person) return Results.Unauthorized(); // Stands for your session: request.HttpContext.User.
    var now = DateTimeOffset.UtcNow;
    var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
    // Where your app saves an appointment. The same again changes nothing.
    await Chairside(HttpMethod.Put, $"/appointments/{Uri.EscapeDataString(id)}", new
    {
        practitioner = new { id = "dr-7", name = "Dr. Eva Horváthová" },
        patients = new[] { new { id = "c-201", name = "Anna Nováková" } },
        startsAt = hour, endsAt = hour.AddHours(2), plan = "pro",
    });
    var said = await Chairside(HttpMethod.Post, $"/appointments/{Uri.EscapeDataString(id)}/tokens", new { participant = person });
    response.Headers.CacheControl = "no-store";
    return Results.Text(said.GetProperty("token").GetString());
});

app.MapPost("/hooks/chairside", async (HttpRequest request) =>
{
    using var bytes = new MemoryStream(); // the bytes as they came are what is signed
    await request.Body.CopyToAsync(bytes);
    string Header(string name) => request.Headers[$"webhook-{name}"].ToString();
    var key = Convert.FromBase64String(Setting("CHAIRSIDE_WEBHOOK_SECRET")["whsec_".Length..]);
    byte[] signed = [.. Encoding.UTF8.GetBytes($"{Header("id")}.{Header("timestamp")}."), .. bytes.ToArray()];
    var wanted = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    var fresh = long.TryParse(Header("timestamp"), out var at) && Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - at) < 300;
    if (!fresh || !Header("signature").Split(' ').Any(one => CryptographicOperations.FixedTimeEquals(wanted, Encoding.UTF8.GetBytes(one))))
        return Results.Unauthorized();
    var type = JsonDocument.Parse(bytes.ToArray()).RootElement.GetProperty("type").GetString();
    app.Logger.LogInformation("{Id} {Type}", Header("id"), type); // into your own queue, each id once
    return Results.NoContent();
});

app.Run("http://127.0.0.1:3000");
