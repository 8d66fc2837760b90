// Videos on other platforms: a button takes the place of the plain link, and the player loads only once it is pressed.

for (const video of document.querySelectorAll("[data-player]")) {
  const offer = video.querySelector("template").content.cloneNode(true);
  offer.querySelector("button").addEventListener("click", () => play(video));
  video.querySelector("[data-offer]").replaceChildren(offer);
}

function play(video) {
  const player = document.createElement("iframe");
  player.src = video.dataset.player;
  player.title = video.dataset.title;
  player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  video.querySelector("[data-stage]").replaceChildren(player);
  player.focus();
}
