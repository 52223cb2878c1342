// A page that answers a form is, for going back and reloading, the page from which the form was sent: asked for anew, and
// never sent again. Browsers keep no page that may not be stored, and show an error in the place of a form's answer.

if (document.body.dataset.answers !== undefined) {
  const from = document.referrer && new URL(document.referrer);
  history.replaceState(history.state, "", from && from.origin === location.origin ? from : location.href);
}
